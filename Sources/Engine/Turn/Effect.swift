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
        case .stageSaving(_, let name, _, let note):
            // A person who says that the work is done ends what still runs of it.
            let last = stage(name)?.attempts.last
            let runs = note != nil && last != nil && last?.report == nil
            let end = runs ? lastAttempt(of: name).map { [Effect.cancel($0)] } ?? [] : []
            return end + saveEffect(name)
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
            .stageReleased, .attemptStarted, .attemptEnded, .retryPlanned,
            .skipUndone, .breakpointSet, .breakpointCleared, .fileEdited, .editUndone, .commented,
            .engineStarted, .engineStopped:
            return []
        }
    }

    /// What has to be done, or asked again, for a run that an earlier engine left.
    func effectsAfterRestart() -> [Effect] {
        stages.flatMap { stage -> [Effect] in
            switch stage.phase {
            case .checking: checkEffect(stage.stage)
            case .starting, .running: lastAttempt(of: stage.stage).map { [.find($0)] } ?? []
            case .saving: saveEffect(stage.stage)
            case .planned, .queued, .backingOff, .held, .ended: []
            }
        }
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
        guard let number = stage(name)?.attempts.last?.number else { return nil }
        return AttemptID(id, name, number)
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
