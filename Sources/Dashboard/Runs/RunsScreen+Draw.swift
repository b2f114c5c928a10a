import Domain
import Foundation
import Plotting
package import Terminal

extension RunsScreen {
    /// The project, and how many runs there are.
    package static func breadcrumb(of model: Model) -> (left: StyledText, right: StyledText) {
        let left =
            StyledText(untrusted: model.project?.name ?? "", .title)
            + StyledText(" · tracked runs", .muted)
        guard model.runs.isRead else { return (left, .empty) }
        let count = model.runs.runs.count
        let more = count == RunsModel.limit ? "+" : ""
        return (left, StyledText(untrusted: "\(count.grouped)\(more) runs", .muted))
    }

    package static func draw(_ model: Model, on canvas: inout Canvas) {
        guard model.runs.isRead else { return }
        guard !model.runs.runs.isEmpty else { return drawEmpty(on: &canvas) }
        let layout = RunsLayout(canvas.bounds, isZoomed: model.runs.isZoomed)
        if !model.runs.isZoomed { drawList(model, in: layout.list, on: &canvas) }
        drawDetails(model, in: layout.details, on: &canvas)
    }

    private static func drawEmpty(on canvas: inout Canvas) {
        EmptyState(
            "No script has logged here yet",
            text: [
                "Runs of scripts that log with MLflow are listed here, with their parameters",
                "and metrics. With 'tracking: {mlflow: own}' in pitwall.yaml stages log here.",
            ],
            hints: [HintLine.Hint("2", "to the pipeline")]
        )
        .draw(on: &canvas, in: canvas.bounds)
    }

    // MARK: - The table

    private static func drawList(_ model: Model, in rect: Rect, on canvas: inout Canvas) {
        let runs = model.runs.runs
        let table = RunsTable(runs, model)
        let panel = Panel("Runs", isFocused: true)
        let inside = Panel.content(of: rect)
        let state = model.runs.list
        let window = state.window(count: runs.count, height: max(0, inside.height - 1))
        let bar = Scrollbar(count: runs.count, window: window)
        Panel(panel.title, footer: bar.note, isFocused: true).draw(on: &canvas, in: rect)
        table.table.draw(on: &canvas, in: inside, state: state)
    }

    // MARK: - The run under the cursor

    private static func drawDetails(_ model: Model, in rect: Rect, on canvas: inout Canvas) {
        guard let run = model.runs.selected else { return }
        let title = StyledText(untrusted: run.run.name)
        let inside = Panel(title, badge: StyledText(untrusted: run.experimentName, .muted))
            .draw(on: &canvas, in: rect)
            .inset(left: 1, right: 1)
        let facts = KeyValueList(RunFacts(run, model).entries)
        let isWide = inside.width >= 100
        let parts: (facts: Rect, chart: Rect)
        if isWide || inside.height < 16 {
            let split = inside.splitLeft(inside.width * 2 / 5)
            parts = (split.left, split.rest.inset(left: 1, right: 0))
        } else {
            let split = inside.splitBottom(inside.height / 2)
            parts = (split.rest, split.bottom)
        }
        facts.draw(on: &canvas, in: parts.facts)
        canvas.within(parts.chart) { drawChart(model, on: &$0) }
    }

    private static func drawChart(_ model: Model, on canvas: inout Canvas) {
        guard let key = model.runs.shownMetric else {
            canvas.draw("no metric was logged", at: .zero, width: canvas.width, .muted)
            return
        }
        let points = model.runs.shownPoints ?? []
        let chart = LineChart(
            [
                LineChart.Series(
                    label: SafeText(untrusted: key.text),
                    dots: points.sorted { $0.step < $1.step }.map {
                        LineChart.Dot(x: Double($0.step), y: $0.value)
                    }
                )
            ],
            xLabel: "step",
            yLabel: SafeText(untrusted: key.text)
        )
        if canvas.height >= LineChart.smallest.height, canvas.width >= LineChart.smallest.width {
            return chart.draw(on: &canvas)
        }
        let label = SafeText(untrusted: key.text)
        canvas.draw(label, at: .zero, width: canvas.width, .muted)
        let spark = Sparkline(points.map(\.value)).text(width: max(0, canvas.width))
        canvas.draw(spark, at: Point(x: 0, y: 1), Style(.series1))
    }
}

/// The table of runs: how they stand, then the metrics and parameters that they share.
struct RunsTable {
    /// Columns of metrics and of parameters; the details have all.
    private static let mostColumns = 4

    let table: Table

    init(_ runs: [TrackedRunSnapshot], _ model: Model) {
        let metrics = Self.common(runs.map { $0.metrics.map(\.key) })
        let parameters = Self.common(runs.map { $0.run.parameters.entries.map(\.key) })
        var columns = [
            TableColumn("RUN", minimum: 12, maximum: 28),
            TableColumn("STARTED", priority: 1),
            TableColumn("TIME", priority: 3, alignment: .right),
        ]
        for key in metrics {
            let title = SafeText(untrusted: key.text)
            columns.append(
                TableColumn(title, minimum: 6, maximum: 16, priority: 2, alignment: .right)
            )
        }
        for key in parameters {
            columns.append(
                TableColumn(
                    SafeText(untrusted: key.text),
                    minimum: 5,
                    maximum: 16,
                    priority: 4
                )
            )
        }
        columns.append(TableColumn("FROM", maximum: 24, priority: 5))
        table = Table(
            columns: columns,
            rows: runs.map { Self.row(of: $0, metrics, parameters, model) },
            region: RunsScreen.region
        )
    }

    /// The keys that most of the newest runs have, those of the newest first.
    private static func common(_ keys: [[TrackingKey]]) -> [TrackingKey] {
        var counts: [TrackingKey: Int] = [:]
        var order: [TrackingKey] = []
        for key in keys.prefix(Table.measured).joined() {
            if counts[key] == nil { order.append(key) }
            counts[key, default: 0] += 1
        }
        let ranked = order.enumerated().sorted {
            (counts[$1.element] ?? 0, $0.offset) < (counts[$0.element] ?? 0, $1.offset)
        }
        return ranked.prefix(mostColumns).map(\.element)
    }

    private static func row(
        of snapshot: TrackedRunSnapshot,
        _ metrics: [TrackingKey],
        _ parameters: [TrackingKey],
        _ model: Model
    ) -> TableRow {
        let run = snapshot.run
        let started = Date(timeIntervalSince1970: Double(run.startedAt) / 1_000)
        let end = run.endedAt.map(Double.init) ?? model.now.timeIntervalSince1970 * 1_000
        let seconds = max(0, end - Double(run.startedAt)) / 1_000
        var cells = [
            run.status.status.mark + StyledText(" ") + StyledText(untrusted: run.name),
            StyledText(LocalTime(started, in: model.settings.timeZone).shortText, .muted),
            StyledText(Times.stopwatch(seconds), .muted),
        ]
        for key in metrics {
            let point = snapshot.metrics.first { $0.key == key }
            cells.append(StyledText(point.map { NumberAxis.value($0.value) } ?? .empty))
        }
        for key in parameters {
            cells.append(StyledText(untrusted: run.parameters[key] ?? ""))
        }
        let origin = run.attempt.map { "\($0.run) \($0.stage.short)" } ?? ""
        cells.append(StyledText(untrusted: origin, .muted))
        return TableRow(cells)
    }
}

extension Table {
    /// The rows that are looked at for what a table shows.
    fileprivate static let measured = 200
}

/// What is known of a run, for people.
struct RunFacts {
    let entries: [KeyValueList.Entry]

    init(_ snapshot: TrackedRunSnapshot, _ model: Model) {
        let run = snapshot.run
        var entries: [KeyValueList.Entry] = [
            .init(
                "status",
                run.status.status.mark + StyledText(untrusted: " \(run.status.rawValue)")
            )
        ]
        if let attempt = run.attempt {
            entries.append(.init("from", StyledText(untrusted: "\(attempt)")))
        }
        if !run.user.isEmpty { entries.append(.init("user", StyledText(untrusted: run.user))) }
        for point in snapshot.metrics {
            let words = StyledText(NumberAxis.value(point.value), Style(.accent))
            let step = StyledText(untrusted: "  step \(point.step)", .muted)
            entries.append(.init(SafeText(untrusted: point.key.text), words + step))
        }
        for entry in run.parameters.entries {
            let value = StyledText(untrusted: entry.value)
            entries.append(.init(SafeText(untrusted: entry.key.text), value))
        }
        entries.append(.init("id", StyledText(untrusted: run.id.text, .muted)))
        // What MLflow's own clients note of themselves is not what a person looks for.
        for tag in run.tags.entries where !tag.key.text.hasPrefix("mlflow.") {
            guard !tag.key.text.hasPrefix("pitwall.") else { continue }
            let value = StyledText(untrusted: tag.value)
            entries.append(.init(SafeText(untrusted: tag.key.text), value))
        }
        self.entries = entries
    }
}
