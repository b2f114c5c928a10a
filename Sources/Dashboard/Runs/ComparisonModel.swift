package import Domain
package import Terminal

/// Runs side by side, as they were read last.
package struct ComparisonModel: Sendable {
    package enum Pane: Hashable, Sendable {
        case table
        case chart
    }

    /// A line of the table.
    enum Line: Hashable {
        case title(SafeText)
        case started
        case duration
        case origin
        case metric(RunComparison.Numbers)
        case parameter(RunComparison.Texts)
        case tag(RunComparison.Texts)
        case comment
        /// What is left out because it is the same in all runs.
        case rest(SafeText)
    }

    /// The runs in the order in which they stand; the first is what others are compared with.
    package let ids: [TrackedRunID]
    package private(set) var comparison: RunComparison?
    package var list = ListState()
    package var pane = Pane.table
    package var isZoomed = false
    /// What is the same in all runs is shown too.
    package var showsAll = false
    /// Runs behind the first one that are out of sight at the left.
    package var shift = 0
    package var metric: TrackingKey?
    package var crosshair: Int64?
    package var curves = RunCurves()

    package init(_ ids: [TrackedRunID]) {
        self.ids = ids
    }

    package var query: TrackedRunQuery { .runs(ids) }

    package mutating func take(_ runs: [TrackedRunSnapshot]) {
        let isFirst = comparison == nil
        comparison = RunComparison(ids.compactMap { id in runs.first { $0.run.id == id } })
        guard isFirst, let key = shownMetric else { return }
        // The cursor begins at the metric that the chart shows.
        let place = lines.firstIndex { line in
            guard case .metric(let numbers) = line else { return false }
            return numbers.key == key
        }
        if let place { list = ListState(selection: place) }
    }

    /// The metric of the chart: the chosen one, else the first in which the runs differ.
    package var shownMetric: TrackingKey? {
        let keys = comparison?.metrics.map(\.key) ?? []
        return metric.flatMap { keys.contains($0) ? $0 : nil } ?? keys.first
    }

    /// The curves to be shown, one for each run that has the metric.
    package var curveQueries: [CurveQuery] {
        guard let key = shownMetric else { return [] }
        return comparison?.runs.compactMap { run in
            guard run.metrics.contains(where: { $0.key == key }) else { return nil }
            return CurveQuery(run: run.run.id, key: key, limit: RunsModel.points)
        } ?? []
    }

    mutating func showNextMetric() {
        let keys = comparison?.metrics.map(\.key) ?? []
        guard let shown = shownMetric, let place = keys.firstIndex(of: shown) else { return }
        metric = keys[(place + 1) % keys.count]
    }

    /// All lines of the table.
    var lines: [Line] {
        guard let comparison else { return [] }
        var lines: [Line] = [.started, .duration, .origin]
        lines += part("METRICS", comparison.metrics.map { ($0.differs, Line.metric($0)) })
        lines += part("PARAMETERS", comparison.parameters.map { ($0.differs, Line.parameter($0)) })
        lines += part("TAGS", comparison.tags.map { ($0.differs, Line.tag($0)) })
        if comparison.runs.contains(where: { $0.run.tags[TrackedRun.noteTag] != nil }) {
            lines += [.title("COMMENTS"), .comment]
        }
        return lines
    }

    /// Some lines with their title; what is the same in all is told by its number.
    private func part(_ title: SafeText, _ all: [(differs: Bool, line: Line)]) -> [Line] {
        guard !all.isEmpty else { return [] }
        let shown = all.filter { $0.differs || showsAll || all.count == 1 }
        let hidden = all.count - shown.count
        let words = SafeText(untrusted: hidden == 1 ? "1 is the same" : "\(hidden) are the same")
        return [.title(title)] + shown.map(\.line) + (hidden > 0 ? [.rest(words)] : [])
    }

    var selectedLine: Line? {
        let lines = self.lines
        return list.selected(of: lines.count).map { lines[$0] }
    }
}
