package import Domain
import Foundation
import Plotting
import Terminal

/// A column of the table of runs.
package enum RunColumn: Hashable, Sendable {
    /// The run itself; always there.
    case name
    case started
    case duration
    case user
    case experiment
    /// The stage whose attempt made it.
    case stage
    case metric(TrackingKey)
    case parameter(TrackingKey)

    /// Those that every run has.
    static let attributes: [RunColumn] = [.name, .started, .duration, .stage, .experiment, .user]

    var title: SafeText {
        switch self {
        case .name: "RUN"
        case .started: "STARTED"
        case .duration: "TIME"
        case .user: "USER"
        case .experiment: "EXPERIMENT"
        case .stage: "FROM"
        case .metric(let key), .parameter(let key): SafeText(untrusted: key.text)
        }
    }

    /// What it is, for a list of all columns.
    var words: SafeText {
        switch self {
        case .name: "name"
        case .started: "started"
        case .duration: "time it took"
        case .user: "user"
        case .experiment: "experiment"
        case .stage: "stage it is from"
        case .metric(let key): SafeText(untrusted: key.text)
        case .parameter(let key): SafeText(untrusted: key.text)
        }
    }

    /// What MLflow calls it in an order; nil where it has no word for it.
    var term: String? {
        switch self {
        case .name: "attributes.run_name"
        case .started: "attributes.start_time"
        case .user: "attributes.user_id"
        case .duration, .experiment, .stage: nil
        case .metric(let key): "metrics." + Self.quoted(key)
        case .parameter(let key): "params." + Self.quoted(key)
        }
    }

    /// In the quotes that the key itself has not.
    private static func quoted(_ key: TrackingKey) -> String {
        key.text.contains("`") ? "\"\(key)\"" : "`\(key)`"
    }

    /// Whether the great ones are what a person looks for first.
    var isDescendingAtFirst: Bool {
        switch self {
        case .started, .metric: true
        case .name, .duration, .user, .experiment, .stage, .parameter: false
        }
    }

    func words(isDescending: Bool) -> SafeText {
        switch self {
        case .started: isDescending ? "newest first" : "oldest first"
        case .metric: isDescending ? "highest first" : "lowest first"
        default: isDescending ? "z to a" : "a to z"
        }
    }

    // MARK: - In the table

    /// How the table treats it; an order by it keeps it there.
    func column(width: Int, order: RunsOrder?) -> TableColumn {
        let isOrder = order?.column == self
        let arrow: SafeText =
            isOrder ? (order?.isDescending == true ? " ↓" : " ↑") : .empty
        let limits = self.limits
        var column = TableColumn(
            title.truncated(to: limits.most - arrow.width, .middle) + arrow,
            minimum: limits.least,
            maximum: limits.most,
            priority: isOrder ? 1 : limits.priority,
            alignment: limits.alignment
        )
        column.natural = width + (isOrder ? 2 : 0)
        return column
    }

    private var limits: (least: Int?, most: Int, priority: Int, alignment: Alignment) {
        switch self {
        case .name: (20, 36, 0, .left)
        case .started: (nil, 14, 2, .left)
        case .duration: (nil, 10, 4, .right)
        case .stage: (8, 24, 6, .left)
        case .experiment: (6, 20, 7, .left)
        case .user: (4, 12, 8, .left)
        case .metric: (nil, 16, 3, .right)
        case .parameter: (nil, 20, 5, .left)
        }
    }

    func cell(of snapshot: TrackedRunSnapshot, _ model: Model) -> StyledText {
        let run = snapshot.run
        switch self {
        case .name:
            let style: Style = snapshot.isDeleted ? .disabled : .inherited
            let name = StyledText(untrusted: run.name, style)
            return run.status.status.mark + StyledText(" ") + name
        case .started:
            let started = Date(timeIntervalSince1970: Double(run.startedAt) / 1_000)
            return StyledText(LocalTime(started, in: model.settings.timeZone).shortText, .muted)
        case .duration:
            return StyledText(Times.stopwatch(run.seconds(at: model.now)), .muted)
        case .user: return StyledText(untrusted: run.user, .muted)
        case .experiment: return StyledText(untrusted: snapshot.experimentName, .muted)
        case .stage:
            let origin = run.attempt.map { "\($0.run) \($0.stage.short)" }
            return StyledText(untrusted: origin ?? snapshot.experimentName, .muted)
        case .metric(let key):
            let point = snapshot.metrics.first { $0.key == key }
            return StyledText(point.map { NumberAxis.value($0.value) } ?? .empty)
        case .parameter(let key): return StyledText(untrusted: run.parameters[key] ?? "")
        }
    }
}

extension TrackedRun {
    /// How long it took, or has taken so far.
    func seconds(at now: Date) -> Double {
        let end = endedAt.map(Double.init) ?? now.timeIntervalSince1970 * 1_000
        return max(0, end - Double(startedAt)) / 1_000
    }
}

/// Which columns say something of some runs.
enum RunColumns {
    /// Metrics, and parameters, that are shown unless a person chooses.
    private static let most = 8

    /// The name, when it started and how long it took; then the metrics, the parameters and the
    /// stages in which the runs differ.
    static func sensible(for runs: [TrackedRunSnapshot]) -> [RunColumn] {
        let metrics = differing(
            runs.map { $0.metrics.map { ($0.key, $0.value.description) } },
            RunColumn.metric
        )
        let parameters = differing(
            runs.map { $0.run.parameters.entries.map { ($0.key, $0.value) } },
            RunColumn.parameter
        )
        let origins = Set(runs.map { $0.run.attempt.map { "\($0.stage)" } ?? $0.experimentName })
        return [.name, .started, .duration] + metrics.prefix(most) + parameters.prefix(most)
            + (origins.count > 1 ? [.stage] : [])
    }

    /// All that there is, the attributes first.
    static func all(of runs: [TrackedRunSnapshot]) -> [RunColumn] {
        let metrics = Set(runs.flatMap { $0.metrics.map(\.key) }).sorted()
        let parameters = Set(runs.flatMap { $0.run.parameters.entries.map(\.key) }).sorted()
        return RunColumn.attributes + metrics.map(RunColumn.metric)
            + parameters.map(RunColumn.parameter)
    }

    /// Keys whose values are not the same in all runs, those that most runs have first.
    private static func differing(
        _ entries: [[(key: TrackingKey, value: String)]],
        _ column: (TrackingKey) -> RunColumn
    ) -> [RunColumn] {
        var counts: [TrackingKey: (runs: Int, place: Int, first: String, differs: Bool)] = [:]
        for entry in entries.joined() {
            if let known = counts[entry.key] {
                let differs = known.differs || !known.first.utf8.elementsEqual(entry.value.utf8)
                counts[entry.key] = (known.runs + 1, known.place, known.first, differs)
            } else {
                counts[entry.key] = (1, counts.count, entry.value, false)
            }
        }
        return
            counts
            .filter { $0.value.differs || $0.value.runs < entries.count || entries.count == 1 }
            .sorted { ($1.value.runs, $0.value.place) < ($0.value.runs, $1.value.place) }
            .map { column($0.key) }
    }
}
