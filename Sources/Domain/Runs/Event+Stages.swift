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
            .commented, .tracking, .registry, .promotion, .engineStarted, .engineStopped:
            nil
        }
    }
}

extension Event {
    /// The run an event belongs to.
    package var run: RunID? {
        switch self {
        case .runOpened(let opened): opened.run
        case .runEnded(let run, _), .stagesBlocked(let run, _, _), .stageChecking(let run, _),
            .stageHeld(let run, _), .stageReleased(let run, _), .stageSaving(let run, _, _, _),
            .cancelRequested(let run, _), .skipUndone(let run, _), .commented(let run, _, _):
            run
        case .stagesRequested(let request): request.run
        case .attemptStarting(let starting): starting.attempt.run
        case .attemptStarted(let attempt, _), .attemptEnded(let attempt, _),
            .retryPlanned(let attempt, _):
            attempt.run
        case .stageEnded(let ended): ended.run
        case .breakpointSet, .breakpointCleared, .fileEdited, .editUndone, .tracking, .registry,
            .promotion,
            .engineStarted, .engineStopped:
            nil
        }
    }

    /// The tracked run that an event changes.
    package var trackedRun: TrackedRunID? {
        guard case .tracking(let event) = self else { return nil }
        return event.run
    }

    /// The experiment that an event changes.
    package var trackedExperiment: ExperimentID? {
        guard case .tracking(let event) = self else { return nil }
        return event.experiment
    }

    /// The registered models whose rows an event changes.
    package var touchedModels: [ModelName] {
        guard case .registry(let event) = self else { return [] }
        return event.models
    }

    /// The logged model that an event changes.
    package var loggedModel: LoggedModelID? {
        guard case .tracking(let event) = self else { return nil }
        return event.model
    }

    /// The request to move an alias that an event changes.
    package var touchedPromotion: PromotionID? {
        guard case .promotion(let event) = self else { return nil }
        return event.id
    }

    /// The pipeline whose control an event may change.
    package var pipeline: PipelineName? {
        switch self {
        case .breakpointSet(let name, _), .breakpointCleared(let name, _),
            .fileEdited(let name, _), .editUndone(let name, _):
            name
        case .tracking, .registry, .promotion, .engineStarted, .engineStopped: nil
        default: run?.pipeline
        }
    }
}
