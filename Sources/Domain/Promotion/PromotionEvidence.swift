/// What an approval is decided on, as it was when it was asked for.
package struct PromotionEvidence: Hashable, Codable, Sendable {
    /// Where a version came from.
    package struct Origin: Hashable, Codable, Sendable {
        package let version: Int
        /// Where it lies.
        package let source: String
        /// The tracked run that made it, and its name.
        package let run: TrackedRunID?
        package let runName: String?
        /// The attempt of a pipeline that made it.
        package let attempt: AttemptID?
        package let commit: String?

        package init(
            version: Int,
            source: String,
            run: TrackedRunID? = nil,
            runName: String? = nil,
            attempt: AttemptID? = nil,
            commit: String? = nil
        ) {
            self.version = version
            self.source = source
            self.run = run
            self.runName = runName
            self.attempt = attempt
            self.commit = commit
        }
    }

    /// A metric of both versions; nil where one has none.
    package struct Metric: Hashable, Codable, Sendable {
        package let key: TrackingKey
        package let candidate: Double?
        package let champion: Double?

        package init(key: TrackingKey, candidate: Double?, champion: Double?) {
            self.key = key
            self.candidate = candidate
            self.champion = champion
        }

        package var change: Double? {
            guard let candidate, let champion else { return nil }
            return candidate - champion
        }
    }

    /// A parameter, or the content of a file, that is not the same; nil where one has none.
    package struct Change: Hashable, Codable, Sendable {
        package let name: String
        package let champion: String?
        package let candidate: String?

        package init(name: String, champion: String?, candidate: String?) {
            self.name = name
            self.champion = champion
            self.candidate = candidate
        }
    }

    package let candidate: Origin
    /// The version the alias points to; nil for the first one.
    package let champion: Origin?
    package let metrics: [Metric]
    package let parameters: [Change]
    /// Files that the attempts read, by their hashes.
    package let inputs: [Change]
    /// Under which e-mail addresses the commits since the champion's were written.
    package let authors: [String]

    package init(
        candidate: Origin,
        champion: Origin? = nil,
        metrics: [Metric] = [],
        parameters: [Change] = [],
        inputs: [Change] = [],
        authors: [String] = []
    ) {
        self.candidate = candidate
        self.champion = champion
        self.metrics = metrics
        self.parameters = parameters
        self.inputs = inputs
        self.authors = authors
    }
}

/// Evidence with the hash of its contents, by which an approval names it.
package struct FrozenEvidence: Hashable, Codable, Sendable {
    package let evidence: PromotionEvidence
    /// SHA-256 of its written form, 64 hexadecimal digits.
    package let hash: String

    package init(evidence: PromotionEvidence, hash: String) {
        self.evidence = evidence
        self.hash = hash
    }
}
