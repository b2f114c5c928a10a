import Domain

/// What an event is about: the smallest things it names.
struct EventSubject {
    let pipeline: PipelineName?
    let run: RunID?
    let stage: StageName?
    let attempt: AttemptID?

    private init(
        pipeline: PipelineName? = nil,
        run: RunID? = nil,
        stage: StageName? = nil,
        attempt: AttemptID? = nil
    ) {
        self.pipeline = pipeline ?? run?.pipeline ?? attempt?.run.pipeline
        self.run = run ?? attempt?.run
        self.stage = stage ?? attempt?.stage
        self.attempt = attempt
    }

    init(_ event: Event) {
        switch event {
        case .runOpened(let opened): self.init(run: opened.run)
        case .runEnded(let run, _): self.init(run: run)
        case .stagesRequested(let request): self.init(run: request.run, stage: request.stages.first)
        case .stagesBlocked(let run, _, let cause): self.init(run: run, stage: cause)
        case .stageChecking(let run, let stage), .stageHeld(let run, let stage),
            .stageReleased(let run, let stage), .cancelRequested(let run, let stage),
            .skipUndone(let run, let stage), .stageSaving(let run, let stage, _, _):
            self.init(run: run, stage: stage)
        case .attemptStarting(let starting): self.init(attempt: starting.attempt)
        case .attemptStarted(let attempt, _), .attemptEnded(let attempt, _),
            .retryPlanned(let attempt, _):
            self.init(attempt: attempt)
        case .stageEnded(let ended): self.init(run: ended.run, stage: ended.stage)
        case .breakpointSet(let name, let stage), .breakpointCleared(let name, let stage):
            self.init(pipeline: name, stage: stage)
        case .fileEdited(let name, _), .editUndone(let name, _): self.init(pipeline: name)
        case .commented(let run, let stage, _): self.init(run: run, stage: stage)
        case .tracking, .registry, .promotion, .engineStarted, .engineStopped: self.init()
        }
    }
}
