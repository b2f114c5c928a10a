import Domain
import Foundation

/// A run without its stage runs, which have rows of their own.
struct RunHeader: Codable {
    let id: RunID
    let definition: PipelineDefinition
    let area: WorkArea
    let commit: String?
    let openedBy: Actor
    let openedAt: Date
    let end: Status?
    let endedAt: Date?

    init(_ run: Run) {
        id = run.id
        definition = run.definition
        area = run.area
        commit = run.commit
        openedBy = run.openedBy
        openedAt = run.openedAt
        end = run.end
        endedAt = run.endedAt
    }

    /// The run with the stage runs that were read; a stage without a row is as it began.
    func run(with rows: [StageRun]) -> Run {
        var run = Run(
            opened: RunOpened(run: id, definition: definition, area: area, commit: commit),
            by: openedBy,
            at: openedAt
        )
        let found = Dictionary(rows.map { ($0.stage, $0) }, uniquingKeysWith: { first, _ in first })
        for position in run.stages.indices {
            guard let row = found[run.stages[position].stage] else { continue }
            run.change(at: position) { $0 = row }
        }
        run.end = end
        run.endedAt = endedAt
        return run
    }
}

extension Event {
    /// The run whose header this event changes.
    var touchedRun: RunID? {
        switch self {
        case .runOpened(let opened): opened.run
        case .runEnded(let run, _): run
        default: nil
        }
    }
}
