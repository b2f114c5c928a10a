import Domain
import Foundation
import Plotting
package import Terminal

/// Where the table and the chart of compared runs stand.
struct ComparisonLayout {
    /// Below this height the table and the chart do not stand below each other.
    private static let lowHeight = 16

    let table: Rect
    let panel: Rect
    let chart: Rect

    init(_ model: Model) {
        let body = Rect(size: model.bodySize)
        let screen = model.comparison
        let isChart = screen?.pane == .chart
        let isZoomed = screen?.isZoomed == true
        // On a low screen there is room for one of them only.
        let isAlone = isZoomed || body.height < Self.lowHeight
        if isAlone {
            (table, panel) = isChart ? (.zero, body) : (body, .zero)
        } else {
            let split = ListSplit(body, isZoomed: false, low: max(9, body.height * 2 / 5))
            (table, panel) = (split.list, split.details)
        }
        chart = Panel.content(of: panel).inset(left: 1, right: 1)
    }

    /// The lines of the table below its header.
    var tableHeight: Int { max(0, Panel.content(of: table).height - 1) }
}

extension ComparisonScreen {
    package static func breadcrumb(of model: Model) -> (left: StyledText, right: StyledText) {
        let left =
            StyledText(untrusted: model.project?.name ?? "", .title)
            + StyledText(" › tracked runs › differences", .muted)
        guard let runs = model.comparison?.comparison?.runs else { return (left, .empty) }
        return (left, StyledText(untrusted: "\(runs.count) runs", .muted))
    }

    package static func draw(_ model: Model, on canvas: inout Canvas) {
        guard let screen = model.comparison, let comparison = screen.comparison else { return }
        guard comparison.runs.count > 1 else {
            return EmptyState(
                "These runs are not there any more",
                hints: [HintLine.Hint("esc", "back to the runs")]
            ).draw(on: &canvas, in: canvas.bounds)
        }
        let layout = ComparisonLayout(model)
        drawTable(screen, comparison, model, layout, on: &canvas)
        drawChart(screen, comparison, layout, on: &canvas)
    }

    // MARK: - The table

    private static func drawTable(
        _ screen: ComparisonModel,
        _ comparison: RunComparison,
        _ model: Model,
        _ layout: ComparisonLayout,
        on canvas: inout Canvas
    ) {
        guard !layout.table.isEmpty else { return }
        let lines = screen.lines
        let shown = [0] + Array(comparison.runs.indices.dropFirst(1 + screen.shift))
        let window = screen.list.window(count: lines.count, height: layout.tableHeight)
        let inside = Panel(
            "Differences",
            badge: screen.shift > 0 ? StyledText(untrusted: "‹ \(screen.shift) more") : .empty,
            footer: Scrollbar(count: lines.count, window: window).note,
            isFocused: screen.pane == .table
        ).draw(on: &canvas, in: layout.table)
        var columns = [TableColumn("", minimum: 8, maximum: 24)]
        for (place, run) in shown.enumerated() {
            let name = SafeText(untrusted: comparison.runs[run].run.name)
            let title = SafeText(glyph: LineChart.mark(run)) + " " + name.truncated(to: 22, .middle)
            columns.append(TableColumn(title, minimum: 12, maximum: 28, priority: place))
        }
        Table(
            columns: columns,
            rows: lines.map { line in
                TableRow([label(of: line)] + shown.map { cell(line, $0, comparison, model) })
            },
            isFocused: screen.pane == .table,
            region: region
        ).draw(on: &canvas, in: inside, state: screen.list)
    }

    private static func label(of line: ComparisonModel.Line) -> StyledText {
        switch line {
        case .title(let title): StyledText(title, .header)
        case .started: StyledText("started", .muted)
        case .duration: StyledText("took", .muted)
        case .origin: StyledText("from", .muted)
        case .metric(let numbers): text(numbers.key, differs: numbers.differs)
        case .parameter(let texts), .tag(let texts): text(texts.key, differs: texts.differs)
        case .comment: StyledText("comment", .muted)
        case .rest(let words): StyledText(words, .faint)
        }
    }

    private static func text(_ key: TrackingKey, differs: Bool) -> StyledText {
        StyledText(untrusted: key.text, differs ? .inherited : .faint)
    }

    private static func cell(
        _ line: ComparisonModel.Line,
        _ place: Int,
        _ comparison: RunComparison,
        _ model: Model
    ) -> StyledText {
        let snapshot = comparison.runs[place]
        let run = snapshot.run
        switch line {
        case .title, .rest: return .empty
        case .started: return RunColumn.started.cell(of: snapshot, model)
        case .duration:
            let words = run.status.status.mark + StyledText(" ")
            let time = Times.stopwatch(run.seconds(at: model.now))
            return words + StyledText(time) + StyledText(change(of: place, comparison, model))
        case .origin: return RunColumn.stage.cell(of: snapshot, model)
        case .metric(let numbers):
            guard let value = numbers.values[place] else { return StyledText("–", .faint) }
            let words = StyledText(
                NumberAxis.value(value),
                numbers.differs ? .inherited : .faint
            )
            guard let change = numbers.change(of: place), change != 0 else { return words }
            let sign: SafeText = change > 0 ? "  +" : "  "
            return words + StyledText(sign + NumberAxis.value(change), Style(.changed))
        case .parameter(let texts), .tag(let texts):
            guard let value = texts.values[place] else { return StyledText("–", .faint) }
            guard texts.differs else { return StyledText(untrusted: value, .faint) }
            let isOther = texts.values[0].map { !$0.utf8.elementsEqual(value.utf8) } ?? true
            return StyledText(untrusted: value, place > 0 && isOther ? Style(.changed) : .inherited)
        case .comment:
            let note = run.tags[TrackedRun.noteTag] ?? ""
            return StyledText(untrusted: note.replacing("\n", with: " "))
        }
    }

    /// How much longer or shorter a run took than the first one.
    private static func change(
        of place: Int,
        _ comparison: RunComparison,
        _ model: Model
    ) -> SafeText {
        guard place > 0 else { return .empty }
        let first = comparison.runs[0].run.seconds(at: model.now)
        let seconds = comparison.runs[place].run.seconds(at: model.now) - first
        guard abs(seconds) >= 1 else { return .empty }
        return (seconds > 0 ? "  +" : "  −") + Times.stopwatch(abs(seconds))
    }

    // MARK: - The chart

    private static func drawChart(
        _ screen: ComparisonModel,
        _ comparison: RunComparison,
        _ layout: ComparisonLayout,
        on canvas: inout Canvas
    ) {
        guard !layout.panel.isEmpty else { return }
        let key = screen.shownMetric
        let title = SafeText(untrusted: key?.text ?? "Curves")
        var place = screen.crosshair.map { StyledText(untrusted: "at step \($0)", .muted) }
        if place == nil, screen.pane == .chart { place = StyledText("h l crosshair", .muted) }
        Panel(StyledText(title), badge: place ?? .empty, isFocused: screen.pane == .chart)
            .draw(on: &canvas, in: layout.panel)
        canvas.within(layout.chart) { area in
            guard let key else {
                area.draw("no metric was logged", at: .zero, width: area.width, .muted)
                return
            }
            let series = comparison.runs.map { run in
                let query = CurveQuery(run: run.run.id, key: key, limit: RunsModel.points)
                return LineChart.Series(
                    label: SafeText(untrusted: run.run.name),
                    dots: (screen.curves[query] ?? []).map(LineChart.Dot.init)
                )
            }
            LineChart(
                series,
                xLabel: "step",
                crosshair: screen.crosshair.map(Double.init)
            ).draw(on: &area)
        }
    }
}
