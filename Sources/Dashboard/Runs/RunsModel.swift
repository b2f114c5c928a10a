package import Domain
package import Terminal

/// The tracked runs as read last, newest first.
package struct RunsModel: Sendable {
    /// Runs read at once.
    static let limit = 1_000
    /// Points of a metric that a chart is made of, the newest at most.
    static let points = 100_000

    package private(set) var runs: [TrackedRunSnapshot] = []
    /// The runs have come.
    package private(set) var isRead = false
    package var list = ListState()
    /// The details have the whole screen.
    package var isZoomed = false
    /// Which of the run's metrics the chart shows.
    package var metric: TrackingKey?
    private(set) var history: (query: MetricQuery, points: [MetricPoint])?

    package init() {}

    /// The run under the cursor.
    package var selected: TrackedRunSnapshot? {
        list.selected(of: runs.count).map { runs[$0] }
    }

    /// The metric that the chart shows: the chosen one where the run has it.
    package var shownMetric: TrackingKey? {
        guard let selected else { return nil }
        let keys = selected.metrics.map(\.key)
        if let metric, keys.contains(metric) { return metric }
        return keys.first
    }

    /// What is to be read for the chart.
    package var historyQuery: MetricQuery? {
        guard let selected, let key = shownMetric else { return nil }
        return MetricQuery(run: selected.run.id, key: key, limit: Self.points)
    }

    /// The points of the chart; nil until they have come.
    var shownPoints: [MetricPoint]? {
        guard let history, history.query == historyQuery else { return nil }
        return history.points
    }

    /// Takes runs over; the cursor stays on its run unless it is on the newest.
    package mutating func take(_ runs: [TrackedRunSnapshot], height: Int) {
        let id = list.selection > 0 ? selected?.run.id : nil
        isRead = true
        self.runs = runs
        if let id, let place = runs.firstIndex(where: { $0.run.id == id }) {
            list.move(.to(place), count: runs.count, height: height)
        }
    }

    package mutating func take(_ points: [MetricPoint], for query: MetricQuery) {
        guard query == historyQuery else { return }
        history = (query, points)
    }

    /// Goes to the run's next metric.
    mutating func showNextMetric() {
        let keys = selected?.metrics.map(\.key) ?? []
        guard let shown = shownMetric, let place = keys.firstIndex(of: shown) else { return }
        metric = keys[(place + 1) % keys.count]
    }
}
