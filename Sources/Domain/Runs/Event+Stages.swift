extension Event {
    /// The run and the stages of it that this event changes.
    package var touchedStages: (run: RunID, stages: [StageName])? {
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
}
