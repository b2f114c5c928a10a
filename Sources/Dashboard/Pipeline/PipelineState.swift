import Domain
import Foundation
import Terminal

/// The pipeline that is shown, put together from the model for the time of a call.
struct PipelineState {
    let pipeline: PipelineSnapshot
    let screen: PipelineModel
    /// The run that is shown: the newest, or an earlier one the person went to.
    let snapshot: RunSnapshot?
    /// The stages as they stand in that run; nil where there is no definition to read.
    let table: StageTable?

    /// The pipeline of the place.
    init?(_ model: Model) {
        guard case .pipeline(let name) = model.place else { return nil }
        self.init(model, name)
    }

    init?(_ model: Model, _ name: PipelineName) {
        guard let pipeline = model.pipeline(name) else { return nil }
        self.pipeline = pipeline
        let screen = model.pipelines[name] ?? PipelineModel()
        self.screen = screen
        if screen.moment != nil || screen.shownRun != nil {
            let snapshot =
                screen.moment?.snapshot ?? screen.runs.first { $0.run.id.number == screen.shownRun }
            self.snapshot = snapshot
            table = snapshot.map { snapshot in
                let run = snapshot.run
                if let past = screen.past, past.isMade(of: run.definition, run, nil) { return past }
                return StageTable(run.definition, run, nil, isPast: true)
            }
        } else {
            snapshot = pipeline.newestRun
            table = pipeline.definition.map {
                screen.table(of: $0, pipeline.newestRun?.run, model.plans[name])
            }
        }
    }

    var run: Run? { snapshot?.run }

    /// An earlier run is shown, or an earlier moment of one.
    var isPast: Bool { screen.shownRun != nil || screen.moment != nil }

    /// The time at which things stand as they are shown.
    func now(_ model: Model) -> Date { screen.moment?.entry.at ?? model.now }

    var stages: [StageTable.Row] { table?.rows ?? [] }

    /// The stage under the cursor, by its number.
    var selectedIndex: Int? {
        guard let table, !table.rows.isEmpty else { return nil }
        // A stage of an earlier run may be gone from the definition of today.
        if let cursor = screen.cursor, let index = table.index(of: cursor) { return index }
        return screen.selectedStage(in: pipeline).flatMap(table.index(of:)) ?? 0
    }

    var selectedRow: StageTable.Row? { selectedIndex.map { stages[$0] } }

    var selected: StageName? { selectedRow?.name }

    var selectedAttempt: AttemptID? { selectedRow.flatMap(attempt(of:)) }

    /// The definition of a stage as it is in what is shown.
    func definition(of row: StageTable.Row) -> StageDefinition? {
        table.flatMap { table in
            table.index(of: row.name).map { table.definition.stages[$0].definition }
        }
    }

    /// The last attempt of a stage in the run that is shown.
    func attempt(of row: StageTable.Row) -> AttemptID? {
        guard let run, let number = row.run?.attempts.last?.number else { return nil }
        return AttemptID(run.id, row.name, number)
    }

    /// The shape of the graph that is shown.
    var shape: StageShape? {
        guard let table else { return nil }
        if let shape = screen.shape, shape.table.isMade(of: table.definition) { return shape }
        return StageShape(table)
    }

    func change(in model: inout Model, _ body: (inout PipelineModel) -> Void) {
        body(&model.pipelines[pipeline.name, default: PipelineModel()])
    }
}
