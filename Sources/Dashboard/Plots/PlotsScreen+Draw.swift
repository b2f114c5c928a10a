import Domain
import Plotting
import Terminal

extension PlotsScreen {
    static func breadcrumb(of model: Model) -> (left: StyledText, right: StyledText) {
        guard let name = name(model) else { return (.empty, .empty) }
        let left = StyledText(untrusted: name.text, .title) + StyledText(" › plots")
        guard let reading = screen(model).reading else { return (left, .empty) }
        return (left, right(reading, model))
    }

    /// How many there are, and whether they may grow right now.
    private static func right(_ reading: PlotsReading, _ model: Model) -> StyledText {
        let panels = reading.plots.map(PlotPanel.plot)
        let missing = panels.count(where: \.isMissing)
        let wrong = panels.count(where: \.isTrouble)
        var text = StyledText(
            untrusted: panels.count == 1 ? "1 plot" : "\(panels.count) plots",
            .muted
        )
        if missing > 0 { text.append(SafeText(untrusted: ", \(missing) not there yet"), .muted) }
        if wrong > 0 {
            text.append(SafeText(untrusted: ", "), .muted)
            text += Status.failed.mark
            text.append(SafeText(untrusted: " \(wrong) cannot be read"), Style(.failed))
        }
        guard let run = model.subject?.run, run.isActive else { return text }
        return text + StyledText(" · ", .faint) + run.status.words
    }

    static func draw(_ model: Model, on canvas: inout Canvas) {
        guard let name = name(model) else { return }
        let screen = screen(model)
        let panels = screen.panels
        guard screen.reading != nil else {
            canvas.draw("Reading the metrics and plots…", at: Point(x: 2, y: 1), .muted)
            return
        }
        guard !panels.isEmpty else { return drawEmpty(name, model, on: &canvas) }
        if screen.isZoomed, let panel = screen.selected {
            let rect = canvas.bounds
            draw(panel, screen.cursor, screen, isZoomed: true, on: &canvas, in: rect)
            return
        }
        let layout = PlotsLayout(panels.count, size: canvas.size)
        let top = layout.top(showing: screen.cursor, from: screen.top)
        for (index, panel) in panels.enumerated() {
            guard let rect = layout.rect(of: index, top: top) else { continue }
            draw(panel, index, screen, isZoomed: false, on: &canvas, in: rect)
        }
        let bar = Scrollbar(count: layout.rows, window: top..<(top + layout.shownRows))
        bar.draw(on: &canvas, x: canvas.width - 1, y: 1, height: canvas.height - 2)
    }

    private static func draw(
        _ panel: PlotPanel,
        _ index: Int,
        _ screen: PlotsModel,
        isZoomed: Bool,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        canvas.region(RegionID(region, index), rect)
        let isFocused = index == screen.cursor
        switch panel {
        case .metrics(let files):
            PlotsPanes.draw(
                files,
                top: isZoomed ? screen.metricsTop : 0,
                isFocused: isFocused,
                on: &canvas,
                in: rect
            )
        case .plot(let plot):
            PlotsPanes.draw(plot, isFocused: isFocused, on: &canvas, in: rect)
        }
    }

    private static func drawEmpty(
        _ name: PipelineName,
        _ model: Model,
        on canvas: inout Canvas
    ) {
        let file = model.pipeline(name)?.file.text ?? "dvc.yaml"
        EmptyState(
            "No metrics and no plots",
            text: [
                StyledText(
                    untrusted: "Name the files that stages write under 'metrics' and 'plots' in"
                        + " \(file). Tables of numbers are drawn here, and grow while a stage runs."
                )
            ],
            hints: [HintLine.Hint("q", "back to the pipeline")]
        )
        .draw(on: &canvas, in: canvas.bounds)
    }
}
