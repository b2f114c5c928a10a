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
        run.stages = run.stages.map { found[$0.stage] ?? $0 }
        run.end = end
        run.endedAt = endedAt
        return run
    }
}

extension Event {
    /// The run and stages whose rows this event changes.
    var touchedStages: (run: RunID, stages: [StageName])? {
        switch self {
        case .stagesRequested(let request): (request.run, request.stages + request.reset)
        case .stagesBlocked(let run, let stages, _): (run, stages)
        case .stageChecking(let run, let stage), .stageHeld(let run, let stage),
            .stageReleased(let run, let stage), .stageSaving(let run, let stage, _, _),
            .cancelRequested(let run, let stage), .skipUndone(let run, let stage):
            (run, [stage])
        case .attemptStarting(let starting): (starting.attempt.run, [starting.attempt.stage])
        case .attemptStarted(let attempt, _), .attemptEnded(let attempt, _),
            .retryPlanned(let attempt, _):
            (attempt.run, [attempt.stage])
        case .stageEnded(let ended): (ended.run, [ended.stage])
        case .runOpened, .runEnded, .breakpointSet, .breakpointCleared, .fileEdited, .editUndone,
            .commented, .engineStarted, .engineStopped:
            nil
        }
    }

    /// The run whose header this event changes.
    var touchedRun: RunID? {
        switch self {
        case .runOpened(let opened): opened.run
        case .runEnded(let run, _): run
        default: nil
        }
    }
}
