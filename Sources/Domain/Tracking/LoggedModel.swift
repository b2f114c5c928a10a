/// How far the files of a logged model have come, as its script says.
package enum LoggedModelStatus: String, Hashable, Codable, Sendable, CaseIterable {
    case pending, ready, failed

    /// The status with the house's glyph, colour and word.
    package var status: Status {
        switch self {
        case .pending: .running
        case .ready: .done
        case .failed: .failed
        }
    }
}

/// A model that a script kept, without its files and its metrics: those are kept apart.
package struct LoggedModel: Hashable, Codable, Sendable {
    package let id: LoggedModelID
    package let experiment: ExperimentID
    package let name: String
    /// What its script says that it is for.
    package let type: String?
    /// The tracked run that made it.
    package let source: TrackedRunID?
    package var status: LoggedModelStatus
    package let createdAt: Milliseconds
    package var updatedAt: Milliseconds
    /// The attempt whose script made it; nil for one made outside of a pipeline.
    package let attempt: AttemptID?
    package var parameters: KeyedTexts
    package var tags: KeyedTexts
    package var isDeleted: Bool

    init(_ creation: LoggedModelCreation, at now: Milliseconds) {
        id = creation.id
        experiment = creation.experiment
        name = creation.name
        type = creation.type
        source = creation.source
        status = .pending
        createdAt = now
        updatedAt = now
        attempt = creation.attempt
        parameters = KeyedTexts(creation.parameters)
        tags = KeyedTexts(creation.tags)
        isDeleted = false
    }

    /// Where clients find its files.
    package var artifactLocation: String {
        "mlflow-artifacts:/\(experiment)/models/\(id)/artifacts"
    }
}

/// What a logged model begins with.
package struct LoggedModelCreation: Hashable, Codable, Sendable {
    package let id: LoggedModelID
    package let experiment: ExperimentID
    package let name: String
    package let type: String?
    package let source: TrackedRunID?
    package let parameters: [KeyedTexts.Entry]
    package let tags: [KeyedTexts.Entry]
    package let attempt: AttemptID?

    package init(
        id: LoggedModelID,
        experiment: ExperimentID,
        name: String,
        type: String? = nil,
        source: TrackedRunID? = nil,
        parameters: [KeyedTexts.Entry] = [],
        tags: [KeyedTexts.Entry] = [],
        attempt: AttemptID? = nil
    ) {
        self.id = id
        self.experiment = experiment
        self.name = name
        self.type = type
        self.source = source
        self.parameters = parameters
        self.tags = tags
        self.attempt = attempt
    }
}
