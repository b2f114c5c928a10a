import Domain
import Foundation

// Which event may follow on which state, stated apart from the machines that decide it.

extension WorldState {
    /// Checks an event against the state it meets.
    mutating func checkLaw(_ entry: JournalEntry) {
        expect(
            entry.position.number == referee.position.number + 1,
            "events are numbered without gaps",
            "\(entry.position) follows \(referee.position)."
        )
        if let broken = law(entry) {
            fail("no stage does what it must not", "\(entry.position) \(entry.event): \(broken)")
        }
    }

    private func law(_ entry: JournalEntry) -> String? {
        switch entry.event {
        case .runOpened(let opened):
            let control = referee.controls[opened.run.pipeline]
            if control?.openRun != nil { return "another run is open." }
            return opened.run.number == (control?.lastRun ?? 0) + 1 ? nil : "a number is missing."
        case .runEnded(let id, let status): return endLaw(id, status)
        case .stagesRequested(let request):
            let isOpen = referee.runs[request.run].map { $0.end == nil } ?? false
            let isBusy = request.stages.contains { stage(request.run, $0)?.isActive != false }
            return !isOpen ? "the run is over." : isBusy ? "a stage is active." : nil
        case .stagesBlocked(let id, let names, let cause):
            let isWrong = names.contains { name in
                let phase = stage(id, name)?.phase
                return phase != .queued && phase != .held
            }
            if stage(id, cause)?.stance != .broken { return "'\(cause)' is not broken." }
            return isWrong ? "a stage does not wait." : nil
        case .stageChecking(let id, let name): return beginLaw(id, name)
        case .stageHeld(let id, let name):
            let isSet = referee.controls[id.pipeline]?.breakpoints.contains(name) ?? false
            let isNew = stage(id, name)?.phase == .queued && stage(id, name)?.isReleased == false
            return isSet && isNew ? nil : "there is no breakpoint, or it was passed."
        case .stageReleased(let id, let name):
            return stage(id, name)?.phase == .held ? nil : "it is not held."
        case .cancelRequested(let id, let name):
            guard let stage = stage(id, name) else { return "there is no such stage." }
            return stage.stance == .busy && !stage.isCancelRequested ? nil : "it is not busy."
        case .skipUndone(let id, let name):
            if case .ended(.skipped) = stage(id, name)?.phase { return nil }
            return "it was not skipped."
        case .stageEnded(let ended): return outcomeLaw(ended)
        case .attemptStarting, .attemptStarted, .attemptEnded, .retryPlanned, .stageSaving:
            return attemptLaw(entry)
        case .tracking(let event): return trackingLaw(event)
        case .registry(let event): return registryLaw(event)
        case .promotion(let event): return promotionLaw(event)
        case .breakpointSet, .breakpointCleared, .fileEdited, .editUndone, .commented,
            .engineStarted, .engineStopped:
            return nil
        }
    }

    /// Runs and experiments are made once, and what is deleted is not written to.
    private func trackingLaw(_ event: TrackingEvent) -> String? {
        let tracking = referee.tracking
        switch event {
        case .runCreated(let creation):
            return tracking.runs[creation.id] == nil ? nil : "the run is there already."
        case .experimentCreated(let id, let name, _):
            let isThere = tracking.experiments[id] != nil
            return isThere || tracking.experiment(named: name) != nil ? "it is there." : nil
        case .runAnnotated(let id, let parameters, _):
            guard let run = tracking.runs[id],
                let experiment = tracking.experiments[run.experiment],
                !run.isDeleted(in: experiment)
            else { return "the run is not there, or deleted." }
            let isChange = parameters.contains { run.parameters[$0.key] != nil }
            return isChange ? "a parameter is written twice." : nil
        case .modelCreated(let creation):
            return tracking.models[creation.id] == nil ? nil : "the model is there already."
        case .inputsAdded(let id, let datasets, _):
            let names = tracking.runs[id]?.uses.datasets.map(\.name) ?? []
            let isKnown = datasets.contains { names.contains($0.dataset.name) }
            return isKnown ? "a dataset is added twice." : nil
        default:
            if let id = event.model {
                return tracking.models[id]?.isDeleted == false ? nil : "there is no such model."
            }
            return event.run.map { tracking.runs[$0] == nil } ?? false ? "there is no run." : nil
        }
    }

    /// Numbers go up by one, and aliases point to versions that are there.
    private func registryLaw(_ event: RegistryEvent) -> String? {
        let model = referee.registry.model(event.model)
        switch event {
        case .modelCreated: return model == nil ? nil : "the model is there already."
        case .modelRenamed(_, let new):
            let isTaken = referee.registry.model(new) != nil
            return model == nil || isTaken ? "there is no model, or the name is taken." : nil
        case .versionCreated(let creation):
            let next = model.map { $0.lastNumber + 1 }
            return creation.number == next ? nil : "its number does not follow."
        case .aliasSet(let alias, let id, let before):
            guard let model, model.version(id.number) != nil else { return "no such version." }
            return model.version(of: alias)?.number == before ? nil : "it stood elsewhere before."
        default:
            let isThere = event.version.map { model?.version($0.number) != nil } ?? true
            return model != nil && isThere ? nil : "there is no such model or version."
        }
    }

    /// What is decided on waits for it, and nothing moves without enough approvals.
    private func promotionLaw(_ event: PromotionEvent) -> String? {
        let promotions = referee.promotions
        if case .requested(let request) = event {
            let isTaken = promotions.open.contains {
                $0.isAbout(request.version.model, request.alias)
            }
            return isTaken ? "two requests wait for one alias." : nil
        }
        guard let id = event.id else { return nil }
        guard let promotion = promotions.promotions[id], promotion.state.isOpen else {
            return "it is decided already."
        }
        switch event {
        case .approved(_, let person, _, let evidence):
            if evidence != promotion.request.evidence.hash { return "other evidence was approved." }
            if person == promotion.request.by, promotion.request.policy.fourEyes {
                return "\(person) approved what they asked for."
            }
            let isAgain = promotion.approvals.contains { $0.by == person }
            return isAgain ? "\(person) approved twice." : nil
        case .granted, .promoted:
            return promotion.missing == 0 ? nil : "approvals are missing."
        default: return nil
        }
    }

    func stage(_ id: RunID, _ name: StageName) -> StageRun? {
        referee.runs[id]?.stage(name)
    }

    private func endLaw(_ id: RunID, _ status: Status) -> String? {
        guard let run = referee.runs[id], run.end == nil else { return "it is over already." }
        if run.stages.contains(where: \.isActive) { return "a stage is active." }
        let isDone = run.stages.allSatisfy(\.isSettled)
        return (status == .done) == isDone ? nil : "not all stages are settled, or all are."
    }

    /// A stage may begin: it was asked for, nothing above it is under way, there is room, and no
    /// breakpoint stops it.
    private func beginLaw(_ id: RunID, _ name: StageName) -> String? {
        guard let run = referee.runs[id], let stage = run.stage(name), run.end == nil,
            let own = run.definition.stage(name)
        else { return "there is no such stage." }
        switch stage.phase {
        case .queued:
            let breakpoints = referee.controls[id.pipeline]?.breakpoints ?? []
            if breakpoints.contains(name), !stage.isReleased { return "a breakpoint is set." }
        case .backingOff:
            let wait = stage.attempts.last.flatMap { last in
                waits[AttemptID(id, name, last.number)]
            }
            if let wait, wait.life == life, time < wait.end { return "its wait is not over." }
        default: return "it was not queued."
        }
        if run.stages(above: name).contains(where: \.isActive) {
            return "a stage above it is active."
        }
        var used = 0.0
        for other in referee.openRuns {
            for (busy, definition) in zip(other.stages, other.definition.stages)
            where busy.stance == .busy {
                if busy.stage == name { return "it is busy in run \(other.id)." }
                if own.upstream.contains(busy.stage) || definition.upstream.contains(name) {
                    return "it and '\(busy.stage)' of run \(other.id) work on the same files."
                }
                used += definition.definition.settings.cpus
            }
        }
        let need = own.definition.settings.cpus
        return used == 0 || used + need <= scenario.cpus ? nil : "\(used) cores are taken."
    }

    private func outcomeLaw(_ ended: StageEnded) -> String? {
        guard let run = referee.runs[ended.run], run.end == nil, let stage = run.stage(ended.stage)
        else { return "the run is over." }
        let phase = stage.phase
        switch ended.outcome {
        case .done:
            if phase != .saving || stage.note != nil { return "its outputs were not taken." }
            if case .frozen = stage.check?.verdict { return nil }
            return stage.attempts.last?.report?.status.isSuccess == true ? nil : "it failed."
        case .doneByHand:
            return phase == .saving && stage.note != nil ? nil : "nobody said so."
        case .unchanged:
            guard case .unchanged = ended.check?.verdict else { return "it is not unchanged." }
            return phase == .checking || phase == .planned ? nil : "it was not looked at."
        case .restored: return phase == .saving ? nil : "nothing was brought back."
        case .skipped: return stage.isActive ? "it is active." : nil
        case .failed: return stage.stance == .busy ? nil : "it is not busy."
        case .cancelled:
            let isAsked = stage.isCancelRequested || stage.stance != .busy
            return stage.isActive && isAsked ? nil : "nobody asked for it."
        }
    }

    private func attemptLaw(_ entry: JournalEntry) -> String? {
        switch entry.event {
        case .attemptStarting(let starting):
            let stage = referee.stage(starting.attempt)
            if stage?.phase != .checking { return "it was not looked at." }
            if stage?.isCancelRequested == true { return "it was cancelled." }
            let number = (stage?.attempts.count ?? 0) + 1
            return starting.attempt.number == number ? nil : "its number is not \(number)."
        case .attemptStarted(let attempt, let process):
            let stage = referee.stage(attempt)
            let isOwn = stage?.phase == .starting && stage?.attempts.last?.number == attempt.number
            if !isOwn { return "it was not starting." }
            let isReal = processes.contains { $0.attempt == attempt && $0.record == process }
            return isReal ? nil : "there is no such process."
        case .attemptEnded(let attempt, let report): return exitLaw(attempt, report)
        case .retryPlanned(let attempt, let time): return retryLaw(attempt, time, entry.at)
        case .stageSaving(let id, let name, let check, let note):
            return savingLaw(stage(id, name), check, note)
        default: preconditionFailure("Not of an attempt: \(entry.event).")
        }
    }

    private func exitLaw(_ attempt: AttemptID, _ report: ExitReport) -> String? {
        guard let stage = referee.stage(attempt), let last = stage.attempts.last,
            last.number == attempt.number
        else { return "there is no such attempt." }
        if last.report != nil { return "it ended already." }
        guard stage.phase == .running || stage.phase == .starting || stage.isEndingByHand else {
            return "it did not run."
        }
        return folders[attempt]?.status == report ? nil : "that is not how it ended."
    }

    private func retryLaw(_ attempt: AttemptID, _ time: Date, _ now: Date) -> String? {
        guard let stage = referee.stage(attempt), let last = stage.attempts.last,
            last.number == attempt.number,
            let own = referee.runs[attempt.run]?.definition.stage(attempt.stage)
        else { return "there is no such attempt." }
        guard stage.stance == .busy, !stage.isCancelRequested else { return "it is over." }
        guard let report = last.report else { return nil }
        if report.status.isSuccess { return "it ended well." }
        let isLeft = stage.tries <= own.definition.settings.retries
        return isLeft && time >= now ? nil : "no try is left, or the time is past."
    }

    private func savingLaw(
        _ stage: StageRun?,
        _ check: StageCheck?,
        _ note: String?
    ) -> String? {
        guard let stage else { return "there is no such stage." }
        if note != nil {
            let isLeased = stage.phase == .running && stage.attempts.last?.leasedTo != nil
            let isRunning = stage.phase == .running
            return !stage.isActive || isLeased || isRunning ? nil : "it is active."
        }
        if check != nil { return stage.phase == .checking ? nil : "it was not looked at." }
        guard stage.stance == .busy, stage.attempts.last?.report?.status.isSuccess == true else {
            return "it did not end well."
        }
        return stage.isCancelRequested ? "it was cancelled." : nil
    }
}

extension Run {
    /// All stages above one, through frozen ones too.
    func stages(above name: StageName) -> [StageRun] {
        var above: Set<StageName> = [name]
        for stage in definition.stages.reversed() where above.contains(stage.name) {
            above.formUnion(stage.upstream)
        }
        return stages.filter { above.contains($0.stage) && $0.stage != name }
    }
}
