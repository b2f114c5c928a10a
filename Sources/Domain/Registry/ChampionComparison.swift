/// A version's metrics and parameters beside those of the champion.
package struct ChampionComparison: Hashable, Sendable {
    /// A metric of the version.
    package struct Metric: Hashable, Sendable {
        package let key: TrackingKey
        package let value: Double
        /// The champion's; nil where it has none, or is this very version.
        package let champion: Double?

        /// By how much the version's is greater.
        package var change: Double? {
            guard let champion, value.isFinite, champion.isFinite else { return nil }
            return value - champion
        }
    }

    /// A parameter that is not the same in both.
    package struct Parameter: Hashable, Sendable {
        package let key: TrackingKey
        /// Nil where the version's run has no such parameter.
        package let value: String?
        package let champion: String?
    }

    /// In the order of their keys.
    package let metrics: [Metric]
    package let parameters: [Parameter]

    /// Compares two tracked runs; without a champion only the metrics are there.
    package init(_ run: TrackedRunSnapshot, with champion: TrackedRunSnapshot?) {
        let theirs = Dictionary(
            (champion?.metrics ?? []).map { ($0.key, $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
        metrics = run.metrics.sorted { $0.key < $1.key }.map {
            Metric(key: $0.key, value: $0.value, champion: theirs[$0.key])
        }
        guard let champion else {
            parameters = []
            return
        }
        let (own, others) = (run.run.parameters, champion.run.parameters)
        let keys = Set((own.entries + others.entries).map(\.key)).sorted()
        parameters = keys.compactMap { key in
            let (value, other) = (own[key], others[key])
            if let value, let other, value.utf8.elementsEqual(other.utf8) { return nil }
            return Parameter(key: key, value: value, champion: other)
        }
    }
}
