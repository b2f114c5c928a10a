import Domain
import Terminal

/// The pipeline that is shown, put together from the model for the time of a call.
struct PipelineState {
    let pipeline: PipelineSnapshot
    let screen: PipelineModel
    let plan: Plan?
    /// The run that is shown: the newest, or an earlier one the person went to.
    let snapshot: RunSnapshot?

    init?(_ model: Model) {
        guard case .pipeline(let name) = model.place, let pipeline = model.pipeline(name) else {
            return nil
        }
        self.pipeline = pipeline
        screen = model.pipelines[name] ?? PipelineModel()
        plan = model.plans[name]
        if let number = screen.shownRun {
            snapshot = screen.runs.first { $0.run.id.number == number } ?? pipeline.newestRun
        } else {
            snapshot = pipeline.newestRun
        }
    }

    var run: Run? { snapshot?.run }

    /// The definition of the run that is shown while it is an earlier one, else the files' own.
    var definition: PipelineDefinition? {
        screen.shownRun == nil ? pipeline.definition : run?.definition
    }

    var selected: StageName? { screen.selectedStage(in: pipeline) }

    var selectedAttempt: AttemptID? { selected.flatMap(attempt(of:)) }

    /// The last attempt of a stage in the run that is shown.
    func attempt(of stage: StageName) -> AttemptID? {
        guard let run, let number = run.stage(stage)?.attempts.last?.number else { return nil }
        return AttemptID(run.id, stage, number)
    }

    var troubles: [StageName] {
        (run?.stages ?? []).filter(\.isFailed).map(\.stage)
    }

    /// How a stage stands now: as in the run, or planned again where something changed since.
    func status(of stage: StageName) -> Status {
        guard let run, let stageRun = run.stage(stage) else { return planned(stage) }
        if screen.shownRun != nil { return stageRun.status }
        if isStale(stage) { return .planned }
        let isNext = run.nextSteps.first == stage && !run.isActive
        return stageRun.phase == .planned && isNext ? .yourStep : stageRun.status
    }

    /// Settled in the run, and changed since.
    func isStale(_ stage: StageName) -> Bool {
        guard screen.shownRun == nil, let run, let plan else { return false }
        return run.isStale(stage, by: plan)
    }

    /// Something above it is stale, so that it is built on what is about to change.
    func isBelowStale(_ stage: StageName) -> Bool {
        guard let definition, screen.shownRun == nil else { return false }
        return definition.upstream(of: [stage]).contains(where: isStale)
    }

    /// Without a run: what a fresh look says.
    private func planned(_ stage: StageName) -> Status {
        guard let verdict = plan?.check(of: stage)?.verdict else { return .planned }
        switch verdict {
        case .unchanged, .restores, .frozen: return .unchanged
        case .runs, .follows, .blocked: return .planned
        }
    }

    /// The view that is shown: the person's, or the richest that fits.
    func view(in size: Size) -> PipelineModel.View {
        screen.view ?? (size.width < 90 ? .list : .graph)
    }

    func change(in model: inout Model, _ body: (inout PipelineModel) -> Void) {
        body(&model.pipelines[pipeline.name, default: PipelineModel()])
    }
}
