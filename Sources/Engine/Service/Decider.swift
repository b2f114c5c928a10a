import Domain
import Foundation
import Journal

/// Decides on messages and carries out what follows; used by one thread at a time.
final class Decider {
    /// Reports taken into one turn.
    private static let turnLimit = 1_000

    private var core: EngineCore
    private let parts: Engine.Parts
    private let inbox: Inbox
    private let runner: EffectRunner
    private let listeners: Listeners
    /// Set by a stop: what is to be called once all that is held here was let go of.
    private(set) var stopped: (@Sendable () -> Void)?
    /// Reports that the journal did not take; a disk was full, say.
    private var unwritten: [(run: RunID, stage: StageName, report: StageReport)] = []
    private var retryAt: ContinuousClock.Instant?
    private var waits = AttemptWaits()
    /// When lock entries that were saved since the last time are written.
    private var settleAt: ContinuousClock.Instant?

    /// What there was no room for, and when it is tried again.
    private var postponed: (effects: [Effect], until: ContinuousClock.Instant)?

    /// What cannot be written, and what others were told of it last.
    private var trouble = StandingTrouble()
    private var toldTrouble: TroubleNote?

    /// The wait before what there was no room for is tried again.
    private static let roomRetry = Duration.seconds(3)

    /// Seconds after which a time of day is looked at again: somebody may have set the clock.
    private static let longestSleep = 60.0

    /// The time for which a start looks for what an earlier engine left before it takes commands.
    private static let lookLimit = Duration.seconds(2)

    /// Takes up what an earlier engine left.
    init(
        _ parts: Engine.Parts,
        inbox: Inbox,
        runner: EffectRunner,
        listeners: Listeners
    ) throws {
        self.parts = parts
        self.inbox = inbox
        self.runner = runner
        self.listeners = listeners
        core = try EngineCore(
            store: parts.makeStore(),
            cpus: parts.cpus,
            owner: parts.owner
        )
        let outcome = try core.begin(parts.identity, at: parts.clock.now)
        // Before anybody can ask what is up to date. A lock that cannot be read is told by every
        // look at it.
        try? parts.workbench.recall { [core] in try core.recalls() }
        takeUp(outcome)
        waits.follow(core.waits, at: parts.clock)
    }

    /// Finds out what became of attempts before anybody's command is decided on: what is gone is
    /// in nobody's way, and is begun again by whoever asks for it.
    ///
    /// Workers look for what the time is too short for.
    private func takeUp(_ begun: EngineCore.Outcome) {
        let end = parts.clock.instant + Self.lookLimit
        var found: [(run: RunID, stage: StageName, report: StageReport)] = []
        var outcome = begun
        outcome.effects = begun.effects.filter { effect in
            guard case .find(let attempt) = effect, parts.clock.instant < end else { return true }
            guard let report = runner.look(for: attempt), !saysNothing(report) else { return false }
            found.append((attempt.run, attempt.stage, report))
            return false
        }
        carryOut(outcome)
        flush(&found)
    }

    /// Decides on what has come, and on what is due by now.
    func decide(on messages: [Engine.Message]) {
        var reports: [(run: RunID, stage: StageName, report: StageReport)] = []
        for message in messages {
            if case .report(let run, let stage, let report) = message {
                if saysNothing(report) { continue }
                if stopped == nil, reports.count < Self.turnLimit {
                    reports.append((run, stage, report))
                    continue
                }
            }
            flush(&reports)
            handle(message)
        }
        flush(&reports)
        guard stopped == nil else { return }
        retryUnwritten()
        settle()
        performPostponed()
        endWaits()
        endPromotions()
    }

    /// An attempt that is not found where the project was may have ended well where it is now; the
    /// next engine there looks.
    private func saysNothing(_ report: StageReport) -> Bool {
        switch report {
        case .lost, .neverStarted: return parts.workbench.isAway
        default: return false
        }
    }

    /// Lets attempts follow others whose wait is over.
    private func endWaits() {
        waits.follow(core.waits, at: parts.clock)
        let over = waits.over(at: parts.clock.instant)
        guard retryAt == nil, !over.isEmpty else { return }
        do {
            carryOut(try core.endWaits(after: over, at: parts.clock.now))
        } catch {
            tell(trouble: error)
        }
        waits.follow(core.waits, at: parts.clock)
    }

    /// Moves aliases whose grace is over.
    private func endPromotions() {
        guard retryAt == nil, let due = core.promotions.nextDue, due <= parts.clock.now else {
            return
        }
        do {
            carryOut(try core.endPromotions(at: parts.clock.now))
        } catch {
            tell(trouble: error)
        }
    }

    /// When the next of them is due, by the clock that nobody sets.
    private var nextPromotion: ContinuousClock.Instant? {
        core.promotions.nextDue.map { due in
            let rest = max(0, due.timeIntervalSince(parts.clock.now))
            return parts.clock.instant + .seconds(min(rest, Self.longestSleep))
        }
    }

    private func handle(_ message: Engine.Message) {
        switch message {
        case .command(_, _, let reply) where stopped != nil: reply(.failure(.engineEnded))
        // The next engine finds it out again.
        case .report where stopped != nil, .postponed where stopped != nil: return
        case .command(let command, let actor, let reply): take(command, actor, reply)
        case .postponed(let effect, let lack): postpone(effect, lack)
        case .prepared(let work): work(self)
        case .report(let run, let stage, let report):
            observe([(run, stage, report)])
        case .stop(let reason, let done):
            runner.workers.stop()
            // The reason is a courtesy to readers; an engine ends also without room for it, and
            // the journal gives the next one what could not be written.
            try? core.end(reason: reason, at: parts.clock.now)
            try? parts.workbench.end()
            stopped = done
        }
    }

    private func flush(_ reports: inout [(run: RunID, stage: StageName, report: StageReport)]) {
        guard !reports.isEmpty else { return }
        let taken = reports
        reports = []
        observe(taken)
    }

    private func observe(_ reports: [(run: RunID, stage: StageName, report: StageReport)]) {
        // The order of reports is kept: what waits goes first.
        let all = unwritten + reports
        if settleAt == nil, reports.contains(where: \.report.isSaved) {
            settleAt = parts.clock.instant + parts.lockInterval
        }
        for report in reports { trouble.end(report.run, report.stage) }
        do {
            let outcome = try core.observe(all, at: parts.clock.now)
            unwritten = []
            retryAt = nil
            trouble.journalWrote()
            // Before anybody reads on because of what was written.
            let isOver = tellTrouble() && toldTrouble == nil
            carryOut(outcome)
            if isOver, outcome.growth == nil {
                listeners.tell(Growth(position: core.position, runs: []))
            }
        } catch {
            unwritten = all
            tell(trouble: error)
        }
    }

    private func retryUnwritten() {
        guard let time = retryAt, time <= parts.clock.instant else { return }
        retryAt = nil
        observe([])
    }

    /// Writes the lock entries of a while together: each time costs the whole lock.
    private func settle() {
        guard let time = settleAt, time <= parts.clock.instant else { return }
        settleAt = nil
        let workbench = parts.workbench
        // What fails here is still owed, and told with the next outputs that are taken.
        runner.workers.run { try? workbench.settle() }
    }

    private func performPostponed() {
        guard let waiting = postponed, waiting.until <= parts.clock.instant else { return }
        postponed = nil
        var ended: [(run: RunID, stage: StageName, report: StageReport)] = []
        for effect in waiting.effects {
            guard let (run, stage) = effect.stage else { continue }
            if effect.isBeginning, core.runs[run]?.stage(stage)?.isCancelRequested == true {
                ended.append((run, stage, .notStarted("It was cancelled while it waited.")))
            } else {
                runner.performAgain(effect)
            }
        }
        flush(&ended)
    }

    /// Keeps what there was no room for, to be done once there is.
    private func postpone(_ effect: Effect, _ lack: LackOfRoom) {
        guard let (run, stage) = effect.stage else { return }
        let until = parts.clock.instant + Self.roomRetry
        postponed = ((postponed?.effects ?? []) + [effect], until)
        trouble.begin(run, stage, lack, at: parts.clock.now, retry: Self.roomRetry)
        _ = tellTrouble()
        let words = "\(lack.words) It is tried again every few seconds."
        listeners.tell(Growth(position: core.position, runs: [], trouble: words))
    }

    /// Tells others what cannot be written, where that changed; gives whether it did.
    private func tellTrouble() -> Bool {
        guard trouble.note != toldTrouble else { return false }
        toldTrouble = trouble.note
        parts.tellTrouble(toldTrouble)
        return true
    }

    private func tell(trouble error: any Error) {
        retryAt = parts.clock.instant + parts.journalRetry
        trouble.journalFailed(error, at: parts.clock.now, retry: parts.journalRetry)
        _ = tellTrouble()
        listeners.tell(Growth(position: core.position, runs: [], trouble: "\(error)"))
    }

    /// The next time at which something is due by itself.
    var deadline: ContinuousClock.Instant? {
        [retryAt ?? waits.nextEnd, retryAt ?? nextPromotion, settleAt, postponed?.until].compactMap(
            \.self
        ).min()
    }

    /// What is held in memory.
    var standing: LiveState {
        LiveState(
            position: core.position,
            runs: core.liveRuns,
            controls: core.controls.values.sorted { $0.name < $1.name },
            experiments: core.tracking.experiments.values.sorted { $0.id < $1.id },
            models: core.registry.models.values.sorted { $0.name < $1.name },
            promotions: core.promotions.promotions.values.sorted { $0.id < $1.id }
        )
    }

    private func carryOut(_ outcome: EngineCore.Outcome) {
        if let growth = outcome.growth { listeners.tell(growth) }
        for effect in outcome.effects { runner.perform(effect) }
    }

    // MARK: - Commands

    /// Reads what a command is decided on, away from here, then decides.
    private func take(
        _ command: Command,
        _ actor: Actor,
        _ reply: @escaping Engine.ReplyHandler
    ) {
        let workbench = parts.workbench
        switch command {
        case .start(let name, let selection, let options):
            prepare(actor, reply) {
                // What was done and is asked for again leaves its run's memory; the lock must have
                // it by then. What fails here is owed as before.
                try? workbench.settle()
                let found = try workbench.preparation(for: name, options: options)
                return .start(name, selection, options, found)
            }
        case .skip(let target, let reason):
            prepare(actor, reply) {
                // What was done and is skipped now is no longer known as done.
                try? workbench.settle()
                let found = try workbench.preparation(
                    for: target.pipeline,
                    options: StartOptions()
                )
                return .skip(target, reason: reason, found)
            }
        case .markDone(let target, let note):
            prepare(actor, reply) {
                try? workbench.settle()
                let found = try workbench.preparation(
                    for: target.pipeline,
                    options: StartOptions()
                )
                return .markDone(target, note: note, found)
            }
        case .undo(let pipeline):
            if case .edit(let edit, _) = undoable(in: pipeline, by: actor) {
                prepare(actor, reply) {
                    try workbench.takeBack(edit)
                    return .editUndone(pipeline, edit)
                }
            } else {
                perform(.plain(command), actor, reply)
            }
        case .leaseEnded(let attempt):
            runner.perform(.find(attempt))
            reply(.success(Reply(position: core.position, run: attempt.run)))
        case .setBreakpoint(let pipeline, let stage) where !core.isLive(stage, of: pipeline):
            prepare(actor, reply) {
                try workbench.refuseUnknown(stage, of: pipeline)
                return .plain(command)
            }
        case .register(let change): take(change, actor, reply)
        case .promote(let command):
            prepare(actor, reply) { .promote(command, try workbench.basis(of: command)) }
        case .cancel, .close, .setBreakpoint, .clearBreakpoint, .release, .recordEdit, .comment,
            .track:
            perform(.plain(command), actor, reply)
        }
    }

    /// What may move an alias is decided on with what the project protects.
    private func take(
        _ change: RegistryCommand,
        _ actor: Actor,
        _ reply: @escaping Engine.ReplyHandler
    ) {
        guard change.mayTouchAliases else {
            return perform(.plain(.register(change)), actor, reply)
        }
        let workbench = parts.workbench
        prepare(actor, reply) { .register(change, try workbench.promotionRules()) }
    }

    private func undoable(
        in pipeline: PipelineName,
        by actor: Actor
    ) -> PipelineControl.Undoable? {
        core.controls[pipeline]?.undoable.last { $0.actor == actor }
    }

    private func prepare(
        _ actor: Actor,
        _ reply: @escaping Engine.ReplyHandler,
        _ body: @escaping @Sendable () throws -> PreparedCommand
    ) {
        let inbox = inbox
        let position = core.position
        runner.workers.run {
            let result = Result { try body() }
            let posted = inbox.add(
                .prepared { decider in
                    switch result {
                    case .success(let prepared):
                        do {
                            try decider.perform(prepared, after: position, actor, reply)
                        } catch {
                            // It is read anew, and with it what was done meanwhile.
                            decider.prepare(actor, reply, body)
                        }
                    case .failure(let error): reply(.failure(Refusal(wrapping: error)))
                    }
                }
            )
            if !posted { reply(.failure(inbox.refusal)) }
        }
    }

    private func perform(
        _ command: PreparedCommand,
        _ actor: Actor,
        _ reply: Engine.ReplyHandler
    ) {
        // What is decided on as things stand now is never outdated.
        try? perform(command, after: core.position, actor, reply)
    }

    /// Decides on what was prepared after a position.
    private func perform(
        _ command: PreparedCommand,
        after position: Position,
        _ actor: Actor,
        _ reply: Engine.ReplyHandler
    ) throws(OutdatedPreparation) {
        guard stopped == nil else { return reply(.failure(.engineEnded)) }
        do {
            let (outcome, answer) = try core.perform(
                command,
                preparedAfter: position,
                by: actor,
                at: parts.clock.now
            )
            reply(.success(answer))
            carryOut(outcome)
        } catch let outdated as OutdatedPreparation {
            throw outdated
        } catch {
            reply(.failure(Refusal(wrapping: error, after: putBack(command))))
        }
    }

    /// Makes a command that was not decided leave nothing; gives what it did leave.
    private func putBack(_ command: PreparedCommand) -> String? {
        guard case .editUndone(_, let edit) = command else { return nil }
        do {
            try parts.workbench.putBack(edit)
            return nil
        } catch {
            return "'\(edit.path)' was taken back all the same. \(error)"
        }
    }
}

extension Refusal {
    /// A message that the engine did not take.
    static var noTime: Refusal {
        Refusal(.worldFailed, "The engine is too busy. Try again.")
    }

    /// Any error as a refusal: one of ours as it is, others as the world's failure.
    init(wrapping error: any Error, after left: String? = nil) {
        let code: Code = LackOfRoom(error) == nil ? .badInput : .noRoom
        let refusal = error as? Refusal ?? Refusal(code, "\(error)")
        self = left.map { Refusal(refusal.code, refusal.text + " " + $0) } ?? refusal
    }
}

extension StageReport {
    /// Outputs were taken.
    fileprivate var isSaved: Bool {
        if case .saved = self { return true }
        return false
    }
}
