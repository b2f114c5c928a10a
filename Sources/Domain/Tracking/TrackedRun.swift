/// How a tracked run stands, as its script says.
package enum TrackedRunStatus: String, Hashable, Codable, Sendable, CaseIterable {
    case running, scheduled, finished, failed, killed

    /// Nothing more is expected of it, though it may be logged to all the same.
    package var isOver: Bool {
        switch self {
        case .running, .scheduled: false
        case .finished, .failed, .killed: true
        }
    }

    /// The status with the house's glyph, colour and word.
    package var status: Status {
        switch self {
        case .running: .running
        case .scheduled: .queued
        case .finished: .done
        case .failed: .failed
        case .killed: .cancelled
        }
    }
}

/// A run in MLflow's sense, without its metrics: those are facts, and kept apart.
package struct TrackedRun: Hashable, Codable, Sendable {
    /// The tag that mirrors a run's name, both ways.
    package static let nameTag: TrackingKey = "mlflow.runName"
    /// The tag of what a person says of a run.
    package static let noteTag: TrackingKey = "mlflow.note.content"

    package let id: TrackedRunID
    package let experiment: ExperimentID
    package var name: String
    package let user: String
    package var status: TrackedRunStatus
    package let startedAt: Milliseconds
    package var endedAt: Milliseconds?
    /// The attempt whose script made it; nil for one made outside of a pipeline.
    package let attempt: AttemptID?
    package var parameters: KeyedTexts
    package var tags: KeyedTexts
    package var uses: RunUses
    /// As of how many restorations of its experiment it was deleted; nil where nobody deleted it.
    package var deletedAfter: Int?

    init(_ creation: TrackedRunCreation) {
        id = creation.id
        experiment = creation.experiment
        name = creation.name
        user = creation.user
        status = .running
        startedAt = creation.startedAt
        endedAt = nil
        attempt = creation.attempt
        parameters = KeyedTexts()
        tags = KeyedTexts(creation.tags)
        tags[Self.nameTag] = creation.name
        uses = RunUses()
        deletedAfter = nil
    }

    /// Its tags without those that clients and the project's engine note of themselves.
    package var ownTags: [KeyedTexts.Entry] {
        tags.entries.filter {
            !$0.key.text.hasPrefix("mlflow.") && !$0.key.text.hasPrefix("pitwall.")
        }
    }

    /// A run as it is read, without its parameters, its tags, and what it uses.
    package init(
        creation: TrackedRunCreation,
        status: TrackedRunStatus,
        endedAt: Milliseconds?,
        deletedAfter: Int?
    ) {
        self.init(creation)
        self.status = status
        self.endedAt = endedAt
        self.deletedAfter = deletedAfter
        tags = KeyedTexts()
    }

    /// Whether it stands as a creation makes it, so that nothing followed that.
    ///
    /// When it began is not compared: it is when the creation came, where that says nothing.
    func isAsMade(by creation: TrackedRunCreation) -> Bool {
        let same = TrackedRunCreation(
            id: creation.id,
            experiment: creation.experiment,
            name: creation.name,
            user: creation.user,
            startedAt: startedAt,
            tags: creation.tags,
            attempt: creation.attempt
        )
        return self == TrackedRun(same)
    }

    /// Whether it is deleted, by itself or with its experiment.
    package func isDeleted(in experiment: Experiment) -> Bool {
        experiment.isDeleted || deletedAfter.map { $0 >= experiment.restorations } ?? false
    }
}

/// What a tracked run begins with.
package struct TrackedRunCreation: Hashable, Codable, Sendable {
    package let id: TrackedRunID
    package let experiment: ExperimentID
    package let name: String
    package let user: String
    package let startedAt: Milliseconds
    package let tags: [KeyedTexts.Entry]
    package let attempt: AttemptID?

    package init(
        id: TrackedRunID,
        experiment: ExperimentID,
        name: String,
        user: String,
        startedAt: Milliseconds,
        tags: [KeyedTexts.Entry] = [],
        attempt: AttemptID? = nil
    ) {
        self.id = id
        self.experiment = experiment
        self.name = name
        self.user = user
        self.startedAt = startedAt
        self.tags = tags
        self.attempt = attempt
    }
}

/// What is to be changed of a tracked run; nil stays as it is.
package struct TrackedRunUpdate: Hashable, Codable, Sendable {
    package var status: TrackedRunStatus?
    package var endedAt: Milliseconds?
    package var name: String?

    package init(
        status: TrackedRunStatus? = nil,
        endedAt: Milliseconds? = nil,
        name: String? = nil
    ) {
        self.status = status
        self.endedAt = endedAt
        self.name = name
    }
}
