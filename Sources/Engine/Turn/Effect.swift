import Domain

/// Something to be done in the world, after the events that call for it are in the journal.
///
/// Every effect may be performed again after a restart and then leads to the same end.
enum Effect: Hashable, Sendable {
    case check(RunID, StageDefinition, of: PipelineDefinition, StartOptions)
    case start(AttemptStarting, StageDefinition)
    case find(AttemptID)
    case save(RunID, StageTaking)
    case restore(RunID, StageDefinition, mayLose: Bool)
    case cancel(AttemptID)
    /// Nothing of the run is under way any more, though it did not end well.
    case flush(RunID)

    /// The stage it is for; nil where it is for a run.
    var stage: (run: RunID, stage: StageName)? {
        switch self {
        case .check(let run, let stage, _, _): (run, stage.name)
        case .start(let starting, let stage): (starting.attempt.run, stage.name)
        case .find(let attempt), .cancel(let attempt): (attempt.run, attempt.stage)
        case .save(let run, let taking): (run, taking.stage.name)
        case .restore(let run, let stage, _): (run, stage.name)
        case .flush: nil
        }
    }

    /// Nothing of the stage ran before it.
    var isBeginning: Bool {
        switch self {
        case .check, .start: true
        case .find, .save, .restore, .cancel, .flush: false
        }
    }
}

extension Run {
    /// What an event of this run calls for; `self` is the run after the event.
    func effects(of event: Event) -> [Effect] {
        switch event {
        case .stageChecking(_, let name):
            return checkEffect(name)
        case .attemptStarting(let starting):
            guard let stage = definition.stage(starting.attempt.stage) else { return [] }
            return [.start(starting, stage.definition)]
        case .stageSaving(_, let name, _, _):
            return takingEffect(name)
        case .attemptEnded(let attempt, _):
            // A person said that its work is done; nothing changes it any more.
            return stage(attempt.stage)?.phase == .saving ? saveEffect(attempt.stage) : []
        case .attemptStarted(let attempt, _):
            // It was cancelled while it started, when there was nothing yet to be ended.
            return stage(attempt.stage)?.isCancelRequested == true ? [.cancel(attempt)] : []
        case .cancelRequested(_, let name):
            guard let attempt = lastAttempt(of: name) else { return [] }
            return [.cancel(attempt)]
        case .stageEnded(let ended):
            switch ended.outcome {
            case .failed, .cancelled: return isActive ? [] : [.flush(id)]
            case .done, .doneByHand, .unchanged, .restored, .skipped: return []
            }
        case .stagesBlocked:
            return isActive ? [] : [.flush(id)]
        case .runOpened, .runEnded, .stagesRequested, .stageHeld,
            .stageReleased, .retryPlanned,
            .skipUndone, .breakpointSet, .breakpointCleared, .fileEdited, .editUndone, .commented,
            .tracking, .registry, .promotion, .engineStarted, .engineStopped:
            return []
        }
    }

    /// What has to be done, or asked again, for a run that an earlier engine left.
    func effectsAfterRestart() -> [Effect] {
        stages.flatMap { stage -> [Effect] in
            switch stage.phase {
            case .checking: checkEffect(stage.stage)
            case .starting, .running: adoptionEffects(stage)
            case .saving: stage.isEndingByHand ? endingEffects(stage) : saveEffect(stage.stage)
            case .planned, .queued, .backingOff, .held, .ended: []
            }
        }
    }

    /// Looks for an attempt; where it was to be ended, the engine that died may not have done it.
    private func adoptionEffects(_ stage: StageRun) -> [Effect] {
        guard let attempt = lastAttempt(of: stage.stage) else { return [] }
        return [.find(attempt)] + (stage.isCancelRequested ? [.cancel(attempt)] : [])
    }

    /// A person who says that the work is done ends what still runs of it; its outputs are taken
    /// once it has ended.
    private func takingEffect(_ name: StageName) -> [Effect] {
        guard stage(name)?.isEndingByHand == true else { return saveEffect(name) }
        return lastAttempt(of: name).map { [.cancel($0)] } ?? []
    }

    /// An engine died before the end of what a person said is done.
    private func endingEffects(_ stage: StageRun) -> [Effect] {
        lastAttempt(of: stage.stage).map { [.find($0), .cancel($0)] } ?? []
    }

    /// The stages whose lock entries follow from the journal.
    ///
    /// What was done by hand, and what frozen stages were accepted with, is written at once.
    func recalls() -> [StageRecall] {
        zip(definition.stages, stages).compactMap { own, stage in
            guard case .ended(.done) = stage.phase, let check = stage.check,
                let endedAt = stage.endedAt
            else { return nil }
            if case .frozen = check.verdict { return nil }
            return StageRecall(
                stage: own.definition,
                pipeline: definition,
                check: check,
                outputs: stage.outputs,
                endedAt: endedAt
            )
        }
    }

    /// Nothing is under way but the taking of outputs.
    private var isOnlySaving: Bool {
        guard count(of: .queued) + count(of: .waiting) == 0 else { return false }
        return stances.indices.allSatisfy { position in
            !stances[position].isActive || stages[position].phase == .saving
        }
    }

    func lastAttempt(of name: StageName) -> AttemptID? {
        position(of: name).flatMap { lastAttempt(at: $0) }
    }

    func lastAttempt(at position: Int) -> AttemptID? {
        let stage = stages[position]
        return stage.attempts.last.map { AttemptID(id, stage.stage, $0.number) }
    }

    private func checkEffect(_ name: StageName) -> [Effect] {
        guard let definition = definition.stage(name), let stage = stage(name) else { return [] }
        return [.check(id, definition.definition, of: self.definition, stage.options)]
    }

    private func saveEffect(_ name: StageName) -> [Effect] {
        guard let own = definition.stage(name)?.definition, let stage = stage(name) else {
            return []
        }
        let byHand = stage.note != nil
        if !byHand, case .restores = stage.check?.verdict, !stage.options.force {
            return [.restore(id, own, mayLose: stage.options.mayLose)]
        }
        return [
            .save(
                id,
                StageTaking(
                    stage: own,
                    pipeline: definition,
                    check: byHand ? nil : stage.check,
                    endedAt: byHand ? nil : stage.attempts.last?.report?.endedAt,
                    isLast: isOnlySaving
                )
            )
        ]
    }
}
