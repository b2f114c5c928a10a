package import Foundation

extension Run {
    /// What follows from a command in this state.
    ///
    /// Reads no clock, file, process or random source.
    package func decide(
        _ command: RunCommand,
        by actor: Actor,
        at now: Date
    ) throws(Refusal) -> [Event] {
        switch command {
        case .observe(let name, let report):
            return settle(observe(try known(name), report, at: now), by: actor, at: now)
        case .begin(let name, let atBreakpoint):
            return begin(try known(name), atBreakpoint: atBreakpoint)
        case .retryDue(let name):
            return retryDue(try known(name))
        case .cancel(let name):
            return settle(try cancel(name), by: actor, at: now)
        case .request, .skip, .undoSkip, .markDone, .release, .close:
            return settle(try decideOpen(command), by: actor, at: now)
        }
    }

    /// Commands that only an open run takes.
    private func decideOpen(_ command: RunCommand) throws(Refusal) -> [Event] {
        guard end == nil else {
            throw Refusal(.alreadyOver, "Run \(id) is over. Start a new one.")
        }
        switch command {
        case .request(let names, let options):
            return [try request(names, options)]
        case .skip(let name, let reason):
            return try skip(try known(name), reason: reason)
        case .undoSkip(let name):
            return try undoSkip(try known(name))
        case .markDone(let name, let note):
            return try markDone(try known(name), note: note)
        case .release(let name):
            return try release(try known(name))
        case .close:
            return try close()
        case .begin, .retryDue, .observe, .cancel:
            preconditionFailure("Not a command of an open run: \(command).")
        }
    }

    private func known(_ name: StageName) throws(Refusal) -> StageRun {
        guard let stage = stage(name) else {
            throw Refusal(.unknownStage, "Run \(id) has no stage '\(name.short)'.")
        }
        return stage
    }

    /// Adds what follows for the whole run: queued stages that cannot come any more, and its end.
    private func settle(_ events: [Event], by actor: Actor, at now: Date) -> [Event] {
        let endsOne = events.contains { event in
            if case .stageEnded = event { return true }
            return false
        }
        // Only a stage's end has consequences for others; working them out takes a copy.
        guard endsOne else { return events }
        if let isLast = completes(with: events) {
            return isLast ? events + [.runEnded(id, .done)] : events
        }
        var after = self
        for event in events { after.apply(event, by: actor, at: now) }
        var all = events
        for event in events {
            guard case .stageEnded(let ended) = event,
                let stage = after.stage(ended.stage), !stage.isSettled
            else { continue }
            let blocked = after.blocked(by: stage)
            guard !blocked.isEmpty else { continue }
            let consequence = Event.stagesBlocked(id, blocked, by: stage.stage)
            all.append(consequence)
            after.apply(consequence, by: actor, at: now)
        }
        if let step = after.stepOn(events) { all.append(step) }
        if after.end == nil, after.isComplete {
            all.append(.runEnded(id, .done))
        }
        return all
    }

    /// Whether the run is complete with stages that all ended well; nil where more than that may
    /// follow from the events.
    private func completes(with events: [Event]) -> Bool? {
        var settled: Set<Int> = []
        for event in events {
            guard case .stageEnded(let ended) = event else { continue }
            guard ended.outcome.isGood, let position = position(of: ended.stage),
                !stages[position].options.isStep
            else { return nil }
            if stances[position] != .settled { settled.insert(position) }
        }
        return end == nil && settledCount + settled.count == stages.count
    }

    /// The next stage, where a step found nothing to do in the one it was for.
    private func stepOn(_ events: [Event]) -> Event? {
        for event in events {
            guard case .stageEnded(let ended) = event, let stage = stage(ended.stage),
                stage.options.isStep, let next = nextSteps.first
            else { continue }
            switch ended.outcome {
            case .unchanged, .restored:
                return .stagesRequested(
                    StagesRequested(run: id, stages: [next], reset: [], options: stage.options)
                )
            case .done, .doneByHand, .skipped, .failed, .cancelled:
                continue
            }
        }
        return nil
    }

    /// Queued stages that will not be started now that `stage` did not end well.
    private func blocked(by stage: StageRun) -> [StageName] {
        let below = Set(definition.downstream(of: [stage.stage]))
        return stages.filter { other in
            switch other.phase {
            case .queued, .held:
                below.contains(other.stage) || (stage.isFailed && !other.options.keepGoing)
            case .planned, .backingOff, .checking, .starting, .running, .saving, .ended:
                false
            }
        }.map(\.stage)
    }
}

// MARK: - What people ask

extension Run {
    private func request(
        _ names: [StageName],
        _ options: StartOptions
    ) throws(Refusal) -> Event {
        var wanted: [StageName] = []
        for name in names where !(try known(name)).isActive { wanted.append(name) }
        guard !wanted.isEmpty else {
            let list = names.map(\.text).joined(separator: ", ")
            throw Refusal(.alreadyActive, "\(list): already queued or running.")
        }
        let below = definition.downstream(of: Set(wanted)).compactMap { stage($0) }
        if let busy = below.first(where: { $0.isActive && $0.phase != .queued }) {
            throw Refusal(
                .alreadyActive,
                "'\(busy.stage.short)' is running on an output of this. Wait for it or cancel it."
            )
        }
        let reset = below.filter { stage in
            if case .ended = stage.phase { return !wanted.contains(stage.stage) }
            return false
        }
        return .stagesRequested(
            StagesRequested(
                run: id,
                stages: definition.stages.map(\.name).filter(wanted.contains),
                reset: reset.map(\.stage),
                options: options
            )
        )
    }

    private func skip(_ stage: StageRun, reason: String) throws(Refusal) -> [Event] {
        try idle(stage)
        return [
            .stageEnded(
                StageEnded(run: id, stage: stage.stage, outcome: .skipped(reason: reason))
            )
        ]
    }

    private func undoSkip(_ stage: StageRun) throws(Refusal) -> [Event] {
        guard case .ended(.skipped) = stage.phase else {
            throw Refusal(.nothingToUndo, "'\(stage.stage.short)' is not skipped.")
        }
        let below = definition.downstream(of: [stage.stage]).compactMap { self.stage($0) }
        if let later = below.first(where: { $0.isActive || $0.isSettled }) {
            throw Refusal(
                .nothingToUndo,
                "'\(later.stage.short)' was started since and builds on the skipped "
                    + "'\(stage.stage.short)'."
            )
        }
        return [.skipUndone(id, stage.stage)]
    }

    private func markDone(_ stage: StageRun, note: String) throws(Refusal) -> [Event] {
        if stage.phase != .running || stage.attempts.last?.leasedTo != nil { try idle(stage) }
        return [.stageSaving(id, stage.stage, nil, note: note)]
    }

    private func release(_ stage: StageRun) throws(Refusal) -> [Event] {
        guard stage.phase == .held else {
            throw Refusal(.notActive, "'\(stage.stage.short)' does not stand at a breakpoint.")
        }
        return [.stageReleased(id, stage.stage)]
    }

    private func close() throws(Refusal) -> [Event] {
        guard !isActive else {
            throw Refusal(.alreadyActive, "Run \(id) still has stages under way. Cancel it first.")
        }
        return [.runEnded(id, isComplete ? .done : .cancelled)]
    }

    private func cancel(_ name: StageName?) throws(Refusal) -> [Event] {
        var targets = stages
        if let name { targets = [try known(name)] }
        let events = targets.compactMap { stage -> Event? in
            switch stage.phase {
            case .queued, .backingOff, .held:
                return .stageEnded(StageEnded(run: id, stage: stage.stage, outcome: .cancelled))
            case .checking, .starting, .running:
                return stage.isCancelRequested ? nil : .cancelRequested(id, stage.stage)
            case .planned, .saving, .ended:
                return nil
            }
        }
        if events.isEmpty, end == nil, !targets.contains(where: \.isActive) {
            throw Refusal(.notActive, "Nothing of it is queued or running.")
        }
        return events
    }

    private func idle(_ stage: StageRun) throws(Refusal) {
        guard !stage.isActive else {
            throw Refusal(
                .alreadyActive,
                "'\(stage.stage.short)' is \(stage.status.rawValue). Cancel it first."
            )
        }
    }
}

// MARK: - What the engine does and hears

extension Run {
    private func begin(_ stage: StageRun, atBreakpoint: Bool) -> [Event] {
        switch stage.phase {
        case .queued where atBreakpoint && !stage.isReleased:
            return [.stageHeld(id, stage.stage)]
        case .queued:
            return [.stageChecking(id, stage.stage)]
        case .planned, .backingOff, .held, .checking, .starting, .running, .saving, .ended:
            return []  // A cancel came between the scheduler's look and its word.
        }
    }

    private func retryDue(_ stage: StageRun) -> [Event] {
        guard case .backingOff = stage.phase else { return [] }
        return [.stageChecking(id, stage.stage)]
    }

    private func observe(_ stage: StageRun, _ report: StageReport, at now: Date) -> [Event] {
        switch (stage.phase, report) {
        case (.checking, .checked(let check)):
            return follow(check, of: stage)
        case (.checking, .notStarted(let text)), (.starting, .notStarted(let text)):
            return [ended(stage, stage.isCancelRequested ? .cancelled : notStarted(text))]
        case (.starting, .started(let attempt, let process)):
            guard stage.attempts.last?.number == attempt.number else { return [] }
            return [.attemptStarted(attempt, process)]
        case (.starting, .exited(let attempt, let exit)),
            (.running, .exited(let attempt, let exit)):
            return exited(stage, attempt, exit, at: now)
        case (.starting, .lost(let attempt)), (.running, .lost(let attempt)),
            // It ran, and a power cut took all that its folder held.
            (.running, .neverStarted(let attempt)):
            return lost(stage, attempt)
        case (.starting, .neverStarted(let attempt)):
            return neverStarted(stage, attempt, at: now)
        case (.saving, .exited(let attempt, let exit)):
            return endedByHand(stage, attempt, exit)
        case (.saving, .lost(let attempt)), (.saving, .neverStarted(let attempt)):
            return stage.isEndingByHand ? lost(stage, attempt) : []
        case (.saving, .saved(let outputs)):
            return [ended(stage, savedOutcome(of: stage), outputs: outputs)]
        case (.saving, .notSaved(let text)):
            return [ended(stage, .failed(StageFailure(kind: .outputs, text: text)))]
        case (.planned, _), (.queued, _), (.backingOff, _), (.held, _), (.checking, _),
            (.starting, _), (.running, _), (.saving, _), (.ended, _):
            return []  // A watcher or an effect of before a restart reports a second time.
        }
    }

    /// What a look at the stage's contents leads to.
    private func follow(_ check: StageCheck, of stage: StageRun) -> [Event] {
        if stage.isCancelRequested { return [ended(stage, .cancelled, check: check)] }
        switch check.verdict {
        case .unchanged where !stage.options.force:
            return [ended(stage, .unchanged, check: check)]
        case .frozen:
            return [.stageSaving(id, stage.stage, check, note: nil)]
        case .blocked(let problems):
            return [ended(stage, notStarted(problems.joined(separator: " ")), check: check)]
        case .unchanged, .restores, .runs, .follows:
            if let loss = check.loses.first, !stage.options.mayLose {
                return [ended(stage, notStarted(Self.lossText(loss.path)), check: check)]
            }
            if case .restores = check.verdict, !stage.options.force {
                return [.stageSaving(id, stage.stage, check, note: nil)]
            }
            return [.attemptStarting(attempt(of: stage, check: check))]
        }
    }

    private func attempt(of stage: StageRun, check: StageCheck) -> AttemptStarting {
        let mode = definition.stage(stage.stage)?.definition.settings.mode ?? .command
        var leasedTo: String?
        if mode == .terminal, case .person(let name) = stage.requestedBy { leasedTo = name }
        return AttemptStarting(
            attempt: AttemptID(id, stage.stage, stage.attempts.count + 1),
            check: check,
            leasedTo: leasedTo
        )
    }

    private func exited(
        _ stage: StageRun,
        _ attempt: AttemptID,
        _ exit: ExitReport,
        at now: Date
    ) -> [Event] {
        guard let last = stage.attempts.last, last.number == attempt.number, last.report == nil
        else { return [] }
        let head = Event.attemptEnded(attempt, exit)
        if exit.status.isSuccess, !stage.isCancelRequested {
            return [head, .stageSaving(id, stage.stage, nil, note: nil)]
        }
        if stage.isCancelRequested { return [head, ended(stage, .cancelled)] }
        let settings = definition.stage(stage.stage)?.definition.settings ?? StageSettings()
        if stage.tries <= settings.retries {
            let wait = settings.wait(beforeTry: stage.tries)
            return [head, .retryPlanned(attempt, at: now.addingTimeInterval(wait))]
        }
        let failure = StageFailure(
            kind: .command,
            exit: exit.status,
            text: exit.words(stage: stage.stage, settings: settings)
        )
        return [head, ended(stage, .failed(failure))]
    }

    /// The command of a stage ended whose work a person says is done: its outputs can be taken.
    private func endedByHand(
        _ stage: StageRun,
        _ attempt: AttemptID,
        _ exit: ExitReport
    ) -> [Event] {
        guard stage.isEndingByHand, stage.attempts.last?.number == attempt.number else { return [] }
        return [.attemptEnded(attempt, exit)]
    }

    private func lost(_ stage: StageRun, _ attempt: AttemptID) -> [Event] {
        guard stage.attempts.last?.number == attempt.number else { return [] }
        if stage.isCancelRequested { return [ended(stage, .cancelled)] }
        let text =
            "The watcher of '\(stage.stage.short)' is gone and left no exit status. Run it again."
        return [ended(stage, .failed(StageFailure(kind: .lost, text: text)))]
    }

    /// Nothing of the attempt ran, so the next one follows at once; but nobody may sit any more
    /// where a person's terminal was asked for.
    private func neverStarted(_ stage: StageRun, _ attempt: AttemptID, at now: Date) -> [Event] {
        guard let last = stage.attempts.last, last.number == attempt.number else { return [] }
        if stage.isCancelRequested { return [ended(stage, .cancelled)] }
        guard last.leasedTo != nil else { return [.retryPlanned(attempt, at: now)] }
        let text = "Pitwall ended before '\(stage.stage.short)' was started. Run it again."
        return [ended(stage, notStarted(text))]
    }

    private func savedOutcome(of stage: StageRun) -> StageOutcome {
        if let note = stage.note { return .doneByHand(note: note) }
        if case .restores = stage.check?.verdict, !stage.options.force { return .restored }
        return .done
    }

    private func notStarted(_ text: String) -> StageOutcome {
        .failed(StageFailure(kind: .notStarted, text: text))
    }

    private func ended(
        _ stage: StageRun,
        _ outcome: StageOutcome,
        check: StageCheck? = nil,
        outputs: [FileFact] = []
    ) -> Event {
        .stageEnded(
            StageEnded(
                run: id,
                stage: stage.stage,
                outcome: outcome,
                check: check,
                outputs: outputs
            )
        )
    }

    /// What is said when a run would overwrite work done by hand.
    package static func lossText(_ path: String) -> String {
        "'\(path)' was changed by hand and is not in the cache; running the stage would lose it."
    }
}

extension StageOutcome {
    /// What is below the stage may run.
    fileprivate var isGood: Bool {
        switch self {
        case .done, .doneByHand, .unchanged, .restored, .skipped: true
        case .failed, .cancelled: false
        }
    }
}
