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
    /// How much of each node is drawn; without a choice the richest that fits.
    var level: GraphLevel?
    /// Layouts by the graph's shape, so that a change of state lays nothing out.
    var layouts = StageGraphView.Cache()
    /// An earlier run that is shown instead of the newest.
    package var shownRun: Int?
    package var runs: [RunSnapshot] = []
    package var find = ""

    package init() {}

    /// The stage under the cursor; without a choice the one that matters most.
    package func selectedStage(in pipeline: PipelineSnapshot) -> StageName? {
        guard let definition = pipeline.definition else { return nil }
        if let cursor, definition.stage(cursor) != nil { return cursor }
        return Self.foremost(in: pipeline)
    }

    /// Takes a new reading; a following cursor goes to the stage that runs or failed.
    package mutating func follow(_ pipeline: PipelineSnapshot) {
        guard isFollowing, let run = pipeline.newestRun?.run, run.end == nil || run.isActive
        else { return }
        let busy = run.stages.first { $0.status == .running || $0.phase == .held }
        if let stage = busy ?? run.stages.first(where: \.isFailed) { cursor = stage.stage }
    }

    package mutating func take(_ runs: [RunSnapshot]) {
        self.runs = runs
    }

    /// The running stage, else the failed one, else the next, else the first.
    private static func foremost(in pipeline: PipelineSnapshot) -> StageName? {
        let first = pipeline.definition?.stages.first?.name
        guard let run = pipeline.newestRun?.run else { return first }
        let candidates = [
            run.stages.first { $0.status == .running }?.stage,
            run.stages.first(where: \.isFailed)?.stage,
            run.nextSteps.first,
            run.stages.last?.stage,
        ]
        let known = candidates.compactMap(\.self).first { pipeline.definition?.stage($0) != nil }
        return known ?? first
    }
}
