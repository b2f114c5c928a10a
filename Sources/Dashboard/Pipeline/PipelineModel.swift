package import Domain
import Plotting

/// What a person sees of a pipeline, and where the cursor is.
package struct PipelineModel: Sendable {
    package enum View: Hashable, Sendable, CaseIterable {
        case graph
        case list
        case gantt
    }

    package enum Pane: Hashable, Sendable, CaseIterable {
        case stages
        case details
        case log
    }

    package var view: View?
    package var pane = Pane.stages
    package var isZoomed = false
    /// The stage under the cursor, as the person chose it.
    package var cursor: StageName?
    /// The cursor goes with what runs.
    package var isFollowing = true
    /// An earlier run that is shown instead of the newest.
    package var shownRun: Int?
    package var runs: [RunSnapshot] = []
    /// An earlier moment of the run that is shown.
    var moment: RunMoment?
    /// Events that were asked for backwards while the run's history is read.
    var eventsBack = 0
    package var find = ""

    /// How much of each node is drawn; without a choice the richest that fits.
    var level: GraphLevel?
    /// Layouts by the graph's shape, so that a change of state lays nothing out.
    var layouts = GraphLayoutCache<StageName>()
    /// The stages of the present, and of the earlier run that is shown.
    var present: StageTable?
    var past: StageTable?
    var shape: StageShape?
    /// The part of the graph that is shown; it follows the cursor until it is moved.
    var viewport = GraphViewport()
    var isPanned = false
    /// The first row of the list or the chart.
    var listTop = 0
    /// Lines scrolled down in the details, and up in the log's tail.
    var detailsTop = 0
    var tailBack = 0

    package init() {}

    /// The stage under the cursor; without a choice the one that matters most.
    package func selectedStage(in pipeline: PipelineSnapshot) -> StageName? {
        guard let definition = pipeline.definition else { return nil }
        let table = table(of: definition, pipeline.newestRun?.run, present?.plan)
        if let cursor, table.index(of: cursor) != nil { return cursor }
        return table.foremost
    }

    /// Takes a new reading; a following cursor goes to the stage that runs or failed.
    package mutating func follow(_ pipeline: PipelineSnapshot) {
        // A replay may have gone back to before the run that is shown.
        let newest = pipeline.newestRun?.run.id.number ?? 0
        if let shownRun, shownRun > newest { show(run: nil) }
        guard isFollowing, let run = pipeline.newestRun?.run, run.end == nil || run.isActive
        else { return }
        let busy = run.stages.first { $0.status == .running || $0.phase == .held }
        if let stage = busy ?? run.stages.first(where: \.isFailed) { go(to: stage.stage) }
    }

    package mutating func take(_ runs: [RunSnapshot]) {
        self.runs = runs
    }

    /// Shows a run as it stands; the newest one without a number.
    mutating func show(run number: Int?) {
        shownRun = number
        moment = nil
        eventsBack = 0
        past = nil
        tailBack = 0
    }

    /// Puts the cursor on a stage; what was scrolled for another starts anew.
    mutating func go(to stage: StageName) {
        if cursor != stage {
            detailsTop = 0
            tailBack = 0
        }
        cursor = stage
        isPanned = false
    }

    /// The stages of the present: the ones at hand where they are made of these.
    func table(
        of definition: PipelineDefinition,
        _ run: Run?,
        _ plan: Plan?
    ) -> StageTable {
        if let present, present.isMade(of: definition, run, plan) { return present }
        return StageTable(definition, run, plan)
    }
}

extension StageTable {
    /// The running stage, else the failed one, else the next, else the last.
    fileprivate var foremost: StageName? {
        let index =
            rows.firstIndex { $0.run?.status == .running } ?? troubles.first ?? nextStep
            ?? (run == nil ? rows.indices.first : rows.indices.last)
        return index.map { rows[$0].name }
    }
}
