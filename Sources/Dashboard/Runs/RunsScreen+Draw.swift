import Domain
import Plotting
package import Terminal

extension RunsScreen {
    /// The project, what is listed, and how many runs that are.
    package static func breadcrumb(of model: Model) -> (left: StyledText, right: StyledText) {
        let left =
            StyledText(untrusted: model.project?.name ?? "", .title)
            + StyledText(" · tracked runs", .muted)
        guard model.runs.isRead else { return (left, .empty) }
        let runs = model.runs
        let words = runs.total == 1 ? "1 run" : "\(runs.total.grouped) runs"
        let match = runs.search.filter.isEmpty ? "" : runs.total == 1 ? " matches" : " match"
        let marks = runs.marks.count
        let marked =
            marks == 0
            ? StyledText() : StyledText(untrusted: "• \(marks) marked  ", Style(.decision))
        return (left, marked + StyledText(untrusted: words + match, .muted))
    }

    package static func draw(_ model: Model, on canvas: inout Canvas) {
        guard model.runs.isRead else { return }
        guard model.runs.failure == nil, model.runs.total > 0 else {
            return drawNothing(model, on: &canvas)
        }
        let layout = RunsLayout(model)
        if !model.runs.isZoomed { drawList(model, in: layout.list, on: &canvas) }
        drawDetails(model, layout, on: &canvas)
    }

    /// Where there is no run: why not, and what leads to some.
    private static func drawNothing(_ model: Model, on canvas: inout Canvas) {
        let search = model.runs.search
        let state: EmptyState
        if let failure = model.runs.failure {
            state = EmptyState(
                "The runs cannot be read",
                text: [StyledText(untrusted: failure)],
                hints: [
                    HintLine.Hint("f", "changes the filter"), HintLine.Hint("esc", "clears it"),
                ]
            )
        } else if !search.filter.isEmpty {
            state = EmptyState(
                "No run matches",
                text: [StyledText(untrusted: search.filter)],
                hints: [
                    HintLine.Hint("f", "changes the filter"), HintLine.Hint("esc", "clears it"),
                ]
            )
        } else if search.view == .deleted {
            state = EmptyState(
                "No run is deleted",
                text: ["Runs that were deleted are listed here, and can be restored."],
                hints: [HintLine.Hint("v", "back to the others")]
            )
        } else {
            state = EmptyState(
                "No script has logged here yet",
                text: [
                    "Runs of scripts that log with MLflow are listed here, with their parameters",
                    "and metrics.",
                ] + hint(model.project?.tracking),
                hints: [HintLine.Hint("2", "to the pipeline")]
            )
        }
        state.draw(on: &canvas, in: canvas.bounds)
    }

    /// Where stages log to, and what leads them here.
    private static func hint(_ place: TrackingPlace?) -> [StyledText] {
        switch place {
        case .own, nil: ["Stages of this project do so."]
        case .elsewhere(let other):
            [
                StyledText(untrusted: "Stages of this project log to \(other)."),
                "With 'tracking: {mlflow: own}' in pitwall.yaml they log here.",
            ]
        case .unknown:
            ["With 'tracking: {mlflow: own}' in pitwall.yaml stages of this project do so."]
        }
    }

    // MARK: - The table

    private static func drawList(_ model: Model, in rect: Rect, on canvas: inout Canvas) {
        let runs = model.runs
        let inside = Panel.content(of: rect)
        let height = max(0, inside.height - 1)
        let window = runs.list.window(count: runs.total, height: height)
        let bar = Scrollbar(count: runs.total, window: window)
        let isDeleted = runs.search.view == .deleted
        let title = StyledText(isDeleted ? "Deleted runs" : "Runs")
        let badge = words(of: runs.search).truncated(to: max(0, rect.width - title.width - 9))
        Panel(
            title,
            badge: badge,
            footer: bar.note,
            isFocused: runs.pane == .list
        ).draw(on: &canvas, in: rect)
        RunsTable(model, height: height).draw(on: &canvas, in: inside)
        bar.draw(on: &canvas, x: rect.maxX - 1, y: inside.y + 1, height: height)
    }

    /// The filter, and the order where it is not the usual one.
    private static func words(of search: RunsSearch) -> StyledText {
        var words = StyledText()
        if let order = search.order {
            let direction = order.column.words(isDescending: order.isDescending)
            words.append(order.column.words + ", " + direction, .muted)
        }
        if !search.filter.isEmpty {
            if !words.isEmpty { words.append(" · ", .faint) }
            words.append(SafeText(untrusted: search.filter), Style(.accent))
        }
        return words
    }

    // MARK: - The run under the cursor

    private static func drawDetails(
        _ model: Model,
        _ layout: RunsLayout,
        on canvas: inout Canvas
    ) {
        guard let run = model.runs.selected else {
            Panel().draw(on: &canvas, in: layout.details)
            return
        }
        let lines = RunFacts.lines(model, width: layout.facts.width)
        let top = min(model.runs.factsTop, max(0, lines.count - layout.facts.height))
        let window = top..<min(lines.count, top + layout.facts.height)
        Panel(
            StyledText(untrusted: run.run.name),
            badge: StyledText(untrusted: run.experimentName, .muted),
            footer: Scrollbar(count: lines.count, window: window).note,
            isFocused: model.runs.pane == .details || model.runs.isZoomed
        ).draw(on: &canvas, in: layout.details)
        Paragraph.draw(lines, on: &canvas, in: layout.facts, skipping: top)
        canvas.within(layout.chart) { drawChart(model, on: &$0) }
    }

    private static func drawChart(_ model: Model, on canvas: inout Canvas) {
        guard let key = model.runs.shownMetric else {
            canvas.draw("no metric was logged", at: .zero, width: canvas.width, .muted)
            return
        }
        let points = model.runs.curves[model.runs.curveQuery] ?? []
        let label = SafeText(untrusted: key.text)
        if canvas.height >= LineChart.smallest.height, canvas.width >= LineChart.smallest.width {
            return LineChart(
                [LineChart.Series(label: label, dots: points.map(LineChart.Dot.init))],
                xLabel: "step",
                yLabel: label,
                crosshair: model.runs.crosshair.map(Double.init)
            ).draw(on: &canvas)
        }
        canvas.draw(label, at: .zero, width: canvas.width, .muted)
        let spark = Sparkline(points.map(\.value)).text(width: max(0, canvas.width))
        canvas.draw(spark, at: Point(x: 0, y: 1), Style(.series1))
    }
}

extension LineChart.Dot {
    /// A point of a metric over its step.
    init(_ point: MetricPoint) {
        self.init(x: Double(point.step), y: point.value)
    }
}
