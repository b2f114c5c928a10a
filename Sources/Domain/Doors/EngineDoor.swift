/// The way in for everything that changes something.
package protocol EngineDoor: Sendable {
    /// Sends a command; `reply` is called once, on a thread of the engine, when what was decided
    /// is durable.
    func send(
        _ command: Command,
        by actor: Actor,
        reply: @escaping @Sendable (Result<Reply, Refusal>) -> Void
    )

    /// Gives the foreground command of an attempt that is leased to a person's screen.
    ///
    /// Fails with `notReady` until its outputs were made ready.
    func lease(_ attempt: AttemptID) throws(Refusal) -> ForegroundLaunch

    /// Calls `listener`, on a thread of the engine, after each commit that added events.
    func follow(_ listener: @escaping @Sendable (Growth) -> Void)
}

/// The journal, or a log, grew.
package struct Growth: Hashable, Sendable {
    /// The journal's newest position.
    package let position: Position
    /// Runs that changed.
    package let runs: [RunID]
    /// Tracked runs that changed, or whose metrics grew.
    package let tracked: [TrackedRunID]
    /// What was added, where the engine is in this process; else it has to be read.
    package let entries: [JournalEntry]
    /// Attempts whose logs grew, where that cannot be seen from here; tells nothing of others.
    package let logs: [AttemptID]
    /// Why the journal does not grow although something happened; nil when all is well.
    ///
    /// What happened is kept and written as soon as that can be done.
    package let trouble: String?

    package init(
        position: Position,
        runs: [RunID],
        tracked: [TrackedRunID] = [],
        entries: [JournalEntry] = [],
        logs: [AttemptID] = [],
        trouble: String? = nil
    ) {
        self.position = position
        self.runs = runs
        self.tracked = tracked
        self.entries = entries
        self.logs = logs
        self.trouble = trouble
    }

    /// Only metrics of tracked runs grew; the journal stands where it stood.
    package var isOfMetrics: Bool {
        !tracked.isEmpty && position == .start && runs.isEmpty && trouble == nil
    }

    /// Only logs grew; the journal stands where it stood.
    package var isOfLogs: Bool {
        !logs.isEmpty && position == .start && runs.isEmpty && trouble == nil
    }
}

/// A process to be run in the foreground of a terminal.
package struct ForegroundLaunch: Hashable, Codable, Sendable {
    /// The absolute path of the program.
    package let program: String
    /// Without the program's name.
    package let arguments: [String]
    package let environment: [EnvironmentEntry]
    /// The absolute working folder.
    package let folder: String

    package init(
        program: String,
        arguments: [String],
        environment: [EnvironmentEntry],
        folder: String
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
    }
}
