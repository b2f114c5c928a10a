package import Domain

/// How much of the world a commit has to survive.
package enum Durability: Hashable, Sendable {
    /// What somebody was told: survives a power cut.
    case told
    /// Phases and exits that can be found again: survives a killed process.
    case passing
}

/// What one turn of the engine adds, all or nothing.
package struct Commit: Sendable {
    package let entries: [JournalEntry]
    /// The changed runs as they stand after the entries.
    package let runs: [Run]
    /// The changed pipelines as they stand after the entries.
    package let controls: [PipelineControl]
    /// The changed experiments as they stand after the entries.
    package let experiments: [Experiment]
    /// The changed tracked runs as they stand after the entries.
    package let trackedRuns: [TrackedRun]
    /// The changed registered models as they stand after the entries.
    package let models: [RegisteredModel]
    /// The changed logged models as they stand after the entries.
    package let loggedModels: [LoggedModel]
    /// The changed requests to move aliases as they stand after the entries.
    package let promotions: [Promotion]
    package let durability: Durability

    package init(
        entries: [JournalEntry],
        runs: [Run],
        controls: [PipelineControl],
        experiments: [Experiment] = [],
        trackedRuns: [TrackedRun] = [],
        models: [RegisteredModel] = [],
        loggedModels: [LoggedModel] = [],
        promotions: [Promotion] = [],
        durability: Durability
    ) {
        self.entries = entries
        self.runs = runs
        self.controls = controls
        self.experiments = experiments
        self.trackedRuns = trackedRuns
        self.models = models
        self.loggedModels = loggedModels
        self.promotions = promotions
        self.durability = durability
    }
}

/// What an engine starts from.
package struct LiveState: Hashable, Sendable {
    package let position: Position
    /// Runs that are not over, by id.
    package let runs: [Run]
    package let controls: [PipelineControl]
    /// All that were made or changed.
    package let experiments: [Experiment]
    /// All registered models, also those that were deleted.
    package let models: [RegisteredModel]
    /// All requests to move aliases.
    package let promotions: [Promotion]

    package init(
        position: Position,
        runs: [Run],
        controls: [PipelineControl],
        experiments: [Experiment] = [],
        models: [RegisteredModel] = [],
        promotions: [Promotion] = []
    ) {
        self.position = position
        self.runs = runs
        self.controls = controls
        self.experiments = experiments
        self.models = models
        self.promotions = promotions
    }
}

/// The journal as its one writer sees it; used on one thread.
package protocol EventStore {
    /// The newest position and every live machine.
    func load() throws -> LiveState

    /// A run, live or over.
    func run(_ id: RunID) throws -> Run?

    /// A tracked run, whether it is over or not.
    func trackedRun(_ id: TrackedRunID) throws -> TrackedRun?

    /// A logged model, whether it is deleted or not.
    func loggedModel(_ id: LoggedModelID) throws -> LoggedModel?

    /// Adds a turn's entries with their projections; returns when it is as durable as it asks for.
    ///
    /// The entries' positions follow the newest one without a gap; anything else is our mistake.
    func append(_ commit: Commit) throws
}

/// Why the journal cannot be used.
package struct JournalError: Error, Hashable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// Written by a newer Pitwall; left untouched.
        case newer
        case damaged
        /// The disk or the file system failed or refused.
        case unusable
    }

    package let code: Code
    package let text: String
    /// The system's number of what is wrong; 0 where it has none.
    package let errorNumber: Int32

    package init(_ code: Code, _ text: String, errorNumber: Int32 = 0) {
        self.code = code
        self.text = text
        self.errorNumber = errorNumber
    }

    package var description: String { text }
}
