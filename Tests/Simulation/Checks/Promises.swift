import Domain
import Engine
import Foundation

// What must be so of processes and answers, whatever the engine believes.

extension WorldState {
    /// A watcher is about to begin a command.
    mutating func checkSpawn(_ attempt: AttemptID, _ stage: StageDefinition) {
        let known = referee.stage(attempt)
        expect(
            known?.phase == .starting && known?.attempts.last?.number == attempt.number,
            "the journal knows an attempt before its process begins",
            "\(attempt) begins, and the journal has \(known.map { "\($0.phase)" } ?? "nothing")."
        )
        expect(
            !processes.contains { $0.attempt == attempt && $0.record.boot == "boot-\(boot)" },
            "no attempt runs twice",
            "\(attempt) begins a second time."
        )
        var used = 0.0
        for process in processes where process.isAlive {
            expect(
                process.stage.name != stage.name,
                "no stage runs twice at once",
                "\(attempt) begins beside \(process.attempt)."
            )
            // What was asked to end holds no cores any more, as far as anybody plans.
            if !process.isEnding { used += process.stage.settings.cpus }
        }
        expect(
            used == 0 || used + stage.settings.cpus <= scenario.cpus,
            "no more runs at once than there is room for",
            "\(attempt) begins beside stages that take \(used) of \(scenario.cpus) cores."
        )
        for number in 1..<max(1, attempt.number) {
            let earlier = AttemptID(attempt.run, attempt.stage, number)
            let isRecorded =
                known?.attempts.first { $0.number == number }?.report != nil || isByHand(earlier)
            expect(
                isRecorded || folders[earlier]?.status?.status.isSuccess != true,
                "what succeeded does not run again unasked",
                "\(attempt) begins though \(earlier) ended well and nobody took that down."
            )
        }
    }

    /// A stage is about to be looked at: what it runs for must not be that its lock was forgotten.
    func checkMemory(of name: StageName) {
        guard let saved = referee.savedStages[name] else { return }
        let known = files.entry(name)
        expect(
            known == saved || known == files.taken[name],
            "what a run recorded as done is known to the next look",
            "The lock has \(name) as \(known.map { "\($0)" } ?? "never run")."
        )
    }

    /// What must be so right after an event.
    mutating func checkAfter(_ entry: JournalEntry) {
        if case .retryPlanned(let attempt, let end) = entry.event {
            let milliseconds = end.timeIntervalSince(entry.at) * 1_000
            waits[attempt] = (time + Int(milliseconds.rounded()), life)
        }
        guard case .runEnded(let id, _) = entry.event, let run = referee.runs[id] else { return }
        expect(
            !run.isActive,
            "a run that is over is at rest",
            "\(id) ended with active stages."
        )
    }

    // MARK: - Answers

    /// What a person was told must be so, and be on the disk.
    mutating func checkAnswer(_ asked: People.Asked, _ reply: Reply) {
        if case .leaseEnded = asked.command { return }
        // An answer may follow from what was so before; what the engine took down since then by
        // itself can be found again.
        let told = min(reply.position, referee.lastByPerson)
        expect(
            reply.position <= referee.position && told <= referee.flushed,
            "what was acknowledged survives a power cut",
            "\(asked.command.words) was answered with \(reply.position) while only what comes up"
                + " to \(referee.flushed) is flushed."
        )
        referee.acknowledged = max(referee.acknowledged, told)
        expect(
            isSo(asked.command, by: asked.actor, reply),
            "what was acknowledged is so",
            "\(asked.command.words) was answered '\(reply.text)', and it is not so."
        )
    }

    private func isSo(_ command: TrackingCommand) -> Bool {
        let run = command.run.flatMap { referee.tracking.runs[$0] }
        let model = command.model.flatMap { referee.tracking.models[$0] }
        switch command {
        case .createModel: return model != nil
        case .finishModel(_, let status): return model?.status == status
        case .annotateModel(_, _, let tags):
            return tags.allSatisfy { model?.tags.holds($0) ?? false }
        case .untagModel(_, let key): return model.map { $0.tags[key] == nil } ?? false
        case .deleteModel: return model?.isDeleted == true
        case .addInputs(_, let datasets, let models):
            let names = run?.uses.datasets.map(\.name) ?? []
            return datasets.allSatisfy { names.contains($0.dataset.name) }
                && models.allSatisfy { run?.uses.models.contains($0) ?? false }
        case .addOutputs(_, let outputs):
            return outputs.allSatisfy { run?.uses.outputs.contains($0) ?? false }
        case .createRun: return run != nil
        case .annotateRun(_, let parameters, let tags):
            return parameters.allSatisfy { run?.parameters.holds($0) ?? false }
                && tags.allSatisfy { run?.tags.holds($0) ?? false }
        case .updateRun(_, let update): return run?.status == update.status
        case .untagRun(_, let key): return run.map { $0.tags[key] == nil } ?? false
        case .deleteRun: return run?.deletedAfter != nil
        case .createExperiment(let id, _, _): return referee.tracking.experiments[id] != nil
        case .renameExperiment(let id, let name):
            return referee.tracking.experiments[id]?.name == name
        case .deleteExperiment(let id): return referee.tracking.experiments[id]?.isDeleted == true
        case .restoreExperiment(let id):
            return referee.tracking.experiments[id]?.isDeleted == false
        case .restoreRun, .tagExperiment, .untagExperiment: return true
        }
    }

    private func isSo(_ command: PromotionCommand, _ reply: Reply) -> Bool {
        let promotion = reply.promotion.flatMap { referee.promotions.promotions[$0] }
        switch command {
        case .request: return promotion != nil
        case .approve(_, _, let comment, _):
            return promotion?.approvals.contains { $0.comment == comment } ?? false
        case .refuse, .withdraw: return promotion?.state.isOpen == false
        case .undo: return promotion?.state == .waiting
        case .rollBack: return true
        case .force(let id, let alias, _):
            return referee.registry.model(id.model)?.version(of: alias)?.number == id.number
        }
    }

    private func isSo(_ command: RegistryCommand, _ reply: Reply) -> Bool {
        let registry = referee.registry
        let version = { (id: ModelVersionID) in registry.model(id.model)?.version(id.number) }
        switch command {
        case .createModel(let name, let text, _): return registry.model(name)?.text == text
        case .renameModel(let old, let new):
            return registry.model(new) != nil && (old == new || registry.model(old) == nil)
        case .deleteModel(let name): return registry.model(name) == nil
        case .createVersion(let creation):
            return version(ModelVersionID(creation.model, reply.version ?? 0))?.source
                == creation.source
        case .describeVersion(let id, let text): return version(id)?.text == text
        case .stageVersion(let id, let stage, _): return version(id)?.stage == stage
        case .deleteVersion(let id): return version(id) == nil
        case .setAlias(let alias, let id):
            return registry.model(id.model)?.version(of: alias)?.number == id.number
        case .dropAlias(let name, let alias):
            return registry.model(name)?.version(of: alias) == nil
        case .describeModel, .tagModel, .untagModel, .tagVersion, .untagVersion: return true
        }
    }

    private func isSo(_ command: Command, by actor: Actor, _ reply: Reply) -> Bool {
        switch command {
        case .start:
            guard let run = reply.run.flatMap({ referee.runs[$0] }) else { return false }
            return run.isActive || run.stages.contains { $0.requestedBy == actor }
        case .skip(let target, let reason):
            let stage = reply.run.flatMap { self.stage($0, target.stage) }
            return stage?.phase == .ended(.skipped(reason: reason))
        case .markDone(let target, let note):
            let stage = reply.run.flatMap { self.stage($0, target.stage) }
            return stage?.phase == .saving && stage?.note == note
        case .cancel(let id, let name):
            let stages = referee.runs[id]?.stages.filter { name == nil || $0.stage == name } ?? []
            return stages.allSatisfy { stage in
                !stage.isActive || stage.isCancelRequested || stage.phase == .saving
            }
        case .close(let id): return referee.runs[id]?.end != nil
        case .setBreakpoint(let name, let stage):
            return referee.controls[name]?.breakpoints.contains(stage) == true
        case .clearBreakpoint(let name, let stage):
            return referee.controls[name]?.breakpoints.contains(stage) != true
        case .release(let id, let name): return stage(id, name)?.phase != .held
        case .recordEdit(let name, let edit):
            return referee.controls[name]?.undoable.last == .edit(edit, by: actor)
        case .undo, .leaseEnded: return true
        case .track(let command): return isSo(command)
        case .register(let command): return isSo(command, reply)
        case .promote(let command): return isSo(command, reply)
        case .comment(_, _, let text):
            return referee.entries.contains { $0.event.comment == text }
        }
    }

    /// All that was acknowledged is in what a restart finds.
    mutating func checkSurvivors(_ entries: [JournalEntry]) {
        let known = referee.entries.prefix(entries.count)
        expect(
            entries.count <= referee.entries.count && entries == Array(known),
            "nothing acknowledged is lost",
            "The journal that is found is not the beginning of what was written."
        )
        let least = max(referee.flushed, referee.acknowledged)
        expect(
            entries.last.map { $0.position >= least } ?? (least == .start),
            "nothing acknowledged is lost",
            "The journal ends at \(entries.last?.position ?? .start), before \(least)."
        )
    }

    /// A screen hears that the journal grew: never of what is not in it, and of all of it.
    mutating func hear(_ growth: Growth) {
        guard !growth.entries.isEmpty else { return }
        // It may be said again while the engine's end is written.
        let known = referee.entries.prefix(Int(growth.position.number))
        expect(
            growth.position <= referee.position
                && growth.entries.elementsEqual(known.suffix(growth.entries.count)),
            "screens hear what is in the journal",
            "They heard of \(growth.position), and the journal is at \(referee.position)."
        )
    }

    // MARK: - Quiet and rest

    /// The engine has had the time to write what the journal did not take.
    private var isTimely: Bool { time > failedAt + 2_500 }

    /// Nothing is on its way between the engine and the world: what is shown must be so.
    mutating func checkQuiet() {
        guard !isJournalBehind, isTimely, !events.contains(where: \.isOnItsWay) else { return }
        for run in referee.openRuns {
            for stage in run.stages where stage.phase == .running || stage.phase == .starting {
                guard let number = stage.attempts.last?.number else { continue }
                let attempt = AttemptID(run.id, stage.stage, number)
                let isLeased = stage.attempts.last?.leasedTo != nil
                let isAlive = process(of: attempt).map { processes[$0].isAlive } ?? false
                // What waits for room is shown so, by what the engine says of it.
                let isWaiting = stage.phase == .starting && trouble?.subject == .stages
                expect(
                    isAlive || isLeased || isWaiting,
                    "nothing is shown running that is not",
                    "\(attempt) is \(stage.phase) and has no process."
                )
            }
        }
        for process in processes where process.isAlive && !process.isEnding {
            let stage = referee.stage(process.attempt)
            expect(
                stage?.isCancelRequested != true || process.person != nil,
                "a cancel ends what runs",
                "\(process.attempt) was cancelled and its process was not told."
            )
            expect(
                stage?.stance == .busy && stage?.attempts.last?.number == process.attempt.number,
                "what runs is shown running",
                "\(process.attempt) runs, and the journal has it as"
                    + " \(stage.map { "\($0.phase)" } ?? "unknown")."
            )
        }
    }

    /// Everything that could still happen by itself has happened.
    mutating func checkRest() {
        let promise = "everything comes to rest"
        expect(trouble == nil, promise, "The engine says still that it cannot write something.")
        for run in referee.openRuns {
            for stage in run.stages where stage.isActive && stage.phase != .held {
                let isBehind = run.stages(above: stage.stage).contains(where: \.isActive)
                expect(
                    stage.phase == .queued && isBehind,
                    promise,
                    "\(run.id) \(stage.stage) stays \(stage.phase)."
                )
            }
        }
        for (attempt, files) in folders.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            guard let status = files.status else { continue }
            let known = referee.stage(attempt)?.attempts.first { $0.number == attempt.number }
            expect(
                known == nil || known?.report == status
                    || known?.report == nil && isByHand(attempt),
                "every attempt that ended is recorded with its true exit",
                "\(attempt) ended with \(status.status), and the journal has"
                    + " \(known?.report.map { "\($0.status)" } ?? "nothing")."
            )
        }
        for (name, entry) in referee.savedStages.sorted(by: { $0.key < $1.key }) {
            expect(
                files.lock[name] == entry || files.lock[name] == files.taken[name],
                "what a run recorded as done is in the lock",
                "The lock has \(name) as \(files.lock[name].map { "\($0)" } ?? "never run")."
            )
        }
        for asked in people.unanswered(in: life ?? 0) {
            fail("replies come once", "\(asked.command.words) by \(asked.actor) has no answer.")
        }
        for entry in referee.entries {
            guard let text = entry.event.comment else { continue }
            expect(
                !people.refusedTexts.contains(text),
                "what was refused did not happen",
                "'\(text)' is in the journal."
            )
        }
    }

    /// The person said that the work was done while it still ran.
    private func isByHand(_ attempt: AttemptID) -> Bool {
        referee.entries.contains { entry in
            if case .stageSaving(attempt.run, attempt.stage, _, let note) = entry.event {
                return note != nil
            }
            return false
        }
    }
}

extension Event {
    /// The words of a comment.
    fileprivate var comment: String? {
        if case .commented(_, _, let text) = self { return text }
        return nil
    }
}

extension WorldEvent {
    /// The engine will hear of it, or something of the past still comes.
    fileprivate var isOnItsWay: Bool {
        switch kind {
        case .ends: false
        case .lateWatcher, .report, .leaseOver: true
        }
    }
}
