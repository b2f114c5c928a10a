import Domain
import Engine
import Foundation
import Glibc
import Link
import Terminal

/// Starts something and prints what comes of it, until nothing of the pipeline is under way.
struct RunFollower {
    let session: ProjectSession
    let json: Bool
    /// What is under way already is followed to its end instead of refused.
    var joins = false
    /// A stage that failed makes the command fail.
    var judges = true

    /// How a run stood when nothing of it was under way any more.
    struct Outcome {
        let run: Run
        let failure: CommandFailure?
    }

    /// Starts something and ends the command with it.
    func run(_ command: Command, in pipeline: PipelineName) throws {
        try conclude(try outcome(of: command, in: pipeline).map { [$0] } ?? [])
    }

    /// Starts something and follows it to its end; the command may go on then.
    func outcome(of command: Command, in pipeline: PipelineName) throws -> Outcome? {
        let first = try newestPosition()
        let engine = try session.startEngine()
        let grown = try session.growths(of: engine)
        do {
            let reply = try session.send(command)
            return try follow(engine, pipeline, reply.run, after: first, grown)
        } catch let refusal as Refusal where refusal.code == .alreadyActive && joins {
            // What was asked for goes on from before: its end is what counts.
            let run = try session.reading.runs(of: pipeline, limit: 1).first?.run.id
            return try follow(engine, pipeline, run, after: first, grown)
        }
    }

    /// Ends the command; fails where one of its runs did.
    func conclude(_ outcomes: [Outcome]) throws {
        if json {
            try Output.json(RunsReport(runs: outcomes.map { StatusReport.RunReport($0.run) }))
        }
        session.stopEngine("the command ended")
        let failures = outcomes.compactMap(\.failure)
        guard judges, !failures.isEmpty else { return }
        throw CommandFailure(description: failures.map(\.description).joined(separator: "\n"))
    }

    /// Follows what is under way already.
    func follow(in pipeline: PipelineName) throws {
        let engine = try session.startEngine()
        let grown = try session.growths(of: engine)
        let run = try session.reading.runs(of: pipeline, limit: 1).first?.run.id
        let outcome = try follow(engine, pipeline, run, after: try newestPosition(), grown)
        try conclude(outcome.map { [$0] } ?? [])
    }

    /// What happens within this time is read and printed together.
    private static let pace = Duration.milliseconds(15)

    /// Entries that are taken over one by one; where more are new, the run is read again.
    private static let entryLimit = 10_000

    /// A run as far as its events were read.
    ///
    /// A run of many stages takes long to read whole, and each event changes little of it.
    private struct Followed {
        var run: Run
        let labels: StageLabels
        var position: Position
        var printed: Position
        /// All entries of the journal up to here were seen; nil as long as that is not known.
        var seen: Position?
        /// The stages that ended since the command began; nil where some of that was not read.
        var ended: Set<StageName>? = []

        init(_ snapshot: RunSnapshot, printedUpTo printed: Position) {
            run = snapshot.run
            labels = StageLabels(snapshot.run.definition)
            position = snapshot.position
            self.printed = printed
        }
    }

    private func newestPosition() throws -> Position {
        try session.reading.activity(ActivityQuery(limit: 1)).first?.position ?? .start
    }

    private func follow(
        _ engine: any EngineDoor,
        _ pipeline: PipelineName,
        _ id: RunID?,
        after first: Position,
        _ grown: Mailbox<Growth>
    ) throws -> Outcome? {
        guard let id, let snapshot = try session.reading.run(id) else { return nil }
        var followed = Followed(snapshot, printedUpTo: first)
        var leases: Set<AttemptID> = []
        let signals = SignalWatch()
        var growths: [Growth] = []
        var trouble: String?
        while true {
            // Read first, then told: what is told reaches at least as far as what is decided on.
            let readAt = ContinuousClock.now
            try goOn(&followed, growths)
            try takeLeases(of: followed.run, engine, &leases)
            if !followed.run.isActive || followed.run.status == .paused {
                return Outcome(run: followed.run, failure: failure(in: followed))
            }
            growths = try wait(
                for: grown,
                or: signals,
                of: followed.run,
                notBefore: readAt + Self.pace
            )
            let isTroubled = growths.contains { $0.trouble != nil }
            if isTroubled, let gone = session.local.gone { throw gone }
            tell(growths, after: &trouble)
        }
    }

    /// Says what keeps the engine from going on, once for as long as it does.
    private func tell(_ growths: [Growth], after last: inout String?) {
        for growth in growths {
            if let trouble = growth.trouble, trouble != last { Output.errorLine(trouble) }
            last = growth.trouble
        }
    }

    /// Waits until the journal grew; ends the command when it is interrupted.
    private func wait(
        for grown: Mailbox<Growth>,
        or signals: SignalWatch,
        of run: Run,
        notBefore next: ContinuousClock.Instant
    ) throws -> [Growth] {
        var entries = [grown.descriptor, signals.descriptor].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        var growths: [Growth] = []
        while true {
            growths += grown.take()
            let hasGrown = !growths.isEmpty
            let rest = next - ContinuousClock.now
            if hasGrown, rest <= .zero { return growths }
            // Until it is time only a signal counts.
            if hasGrown { entries[0].fd = -1 }
            let timeout = hasGrown ? Int32(rest / .milliseconds(1)) + 1 : -1
            _ = poll(&entries, nfds_t(entries.count), timeout)
            let ends: Set<Int32> = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
            let taken = signals.take()
            guard taken.contains(where: ends.contains) else { continue }
            let failure = interruption(of: run)
            if taken.contains(SIGHUP) {
                // Its person did not say that anything shall wait; what fails is told to nobody.
                try? session.detach("the command's terminal was closed")
            }
            session.stopEngine("the command was interrupted")
            throw failure
        }
    }

    /// What becomes of a run that is followed no more.
    private func interruption(of run: Run) -> CommandFailure {
        if case .elsewhere(let engine) = session.engineHolder.host {
            return CommandFailure(
                description: "Interrupted; run \(run.id) goes on in the engine of process "
                    + "\(engine.pid). 'pitwall act cancel' ends it."
            )
        }
        let running = run.stages.filter { $0.status == .running }
            .map { "'\($0.stage.short)'" }.joined(separator: ", ")
        return CommandFailure(
            description: running.isEmpty
                ? "Interrupted; what is queued in run \(run.id) waits for the next 'pitwall'."
                : "Interrupted; \(running) of run \(run.id) goes on. The next 'pitwall' takes "
                    + "it up again; 'pitwall act cancel' ends it."
        )
    }

    /// Takes over what happened in the run since, and prints it.
    private func goOn(_ followed: inout Followed, _ growths: [Growth]) throws {
        if let entries = Self.entries(of: growths, after: followed.seen) {
            let id = followed.run.id
            take(entries.filter { $0.event.run == id }, &followed)
        } else {
            try readOn(&followed)
        }
        // What was committed before it was told was there to be read.
        followed.seen = growths.last.map(\.position) ?? followed.seen
    }

    /// What the journal grew by; nil where some of it was not told.
    private static func entries(
        of growths: [Growth],
        after seen: Position?
    ) -> [JournalEntry]? {
        guard var last = seen?.number, !growths.isEmpty else { return nil }
        var entries: [JournalEntry] = []
        for growth in growths {
            for entry in growth.entries where entry.position.number > last {
                guard entry.position.number == last + 1 else { return nil }
                last += 1
                entries.append(entry)
            }
            guard growth.position.number <= last else { return nil }
        }
        return entries
    }

    /// Reads on in the journal.
    private func readOn(_ followed: inout Followed) throws {
        let after = min(followed.position, followed.printed)
        let query = ActivityQuery(run: followed.run.id, after: after, limit: Self.entryLimit)
        let entries = try session.reading.activity(query)
        if entries.count == Self.entryLimit,
            let snapshot = try session.reading.run(followed.run.id)
        {
            // So much happened that some of it is missing here.
            followed.run = snapshot.run
            followed.position = snapshot.position
            followed.ended = nil
        }
        take(entries.reversed(), &followed)
    }

    private func take(_ entries: [JournalEntry], _ followed: inout Followed) {
        for entry in entries {
            if entry.position > followed.position {
                followed.run.apply(entry.event, by: entry.actor, at: entry.at)
                followed.position = entry.position
            }
            guard entry.position > followed.printed else { continue }
            followed.printed = entry.position
            if case .stageEnded(let end) = entry.event { followed.ended?.insert(end.stage) }
            let words = entry.event.words
            guard words.weight == .main, !json else { continue }
            let subject = Self.subject(of: entry.event, words, followed.labels)
            Output.line("\(words.status?.glyph ?? " ") \(subject)  \(words.text)")
        }
    }

    /// What an event is about; a stage by its label among the others.
    private static func subject(
        of event: Event,
        _ words: EventWords,
        _ labels: StageLabels
    ) -> String {
        guard let (run, stages) = event.touchedStages, stages.count == 1,
            words.subject == "\(run) \(stages[0].short)"
        else { return words.subject }
        return "\(run) \(labels[stages[0]])"
    }

    /// Runs stages in the foreground that were leased to this person.
    private func takeLeases(
        of run: Run,
        _ engine: any EngineDoor,
        _ taken: inout Set<AttemptID>
    ) throws {
        for (position, stance) in run.stances.enumerated() where stance == .busy {
            let stage = run.stages[position]
            guard stage.phase == .starting else { continue }
            guard let attempt = stage.attempts.last, attempt.leasedTo == session.user else {
                continue
            }
            let id = AttemptID(run.id, stage.stage, attempt.number)
            guard !taken.contains(id) else { continue }
            guard let launch = try? engine.lease(id) else { continue }
            taken.insert(id)
            _ = try Foreground.run(launch)
            engine.send(.leaseEnded(id), by: session.actor) { _ in }
        }
    }

    /// What failed; not what did before the command began, and was not asked for.
    private func failure(in followed: Followed) -> CommandFailure? {
        let run = followed.run
        let failed = run.stages.first { stage in
            stage.isFailed && followed.ended?.contains(stage.stage) ?? true
        }
        guard let failed else { return nil }
        var isLoss = false
        if case .ended(.failed(let failure)) = failed.phase, failure.kind == .notStarted {
            isLoss = failed.check?.loses.isEmpty == false
        }
        return CommandFailure(
            description: "\(run.id) \(failed.stage) failed."
                + (isLoss ? " With --may-lose what was changed by hand is replaced." : "")
        )
    }
}
