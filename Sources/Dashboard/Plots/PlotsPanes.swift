import Domain
import Plotting
import Terminal

/// The panels of the screen: a table of metrics, and one for each plot.
enum PlotsPanes {
    // MARK: - Plots

    static func draw(
        _ plot: Plot,
        isFocused: Bool,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        let chart = PlotChart(plot)
        let badge = plot.stage.map { StyledText(untrusted: $0.short, .muted) } ?? .empty
        let room = max(8, rect.width - 6 - badge.width)
        // The end of a path says more than its beginning.
        let title = StyledText(chart.title.truncated(to: room, .middle))
        let panel = Panel(title, badge: badge, isFocused: isFocused)
        let inside = panel.draw(on: &canvas, in: rect).inset(left: 1, right: 1)
        canvas.within(inside) { area in
            switch plot.content {
            case .unreadable(let lines): drawMistakes(lines, on: &area)
            case .missing:
                Paragraph.draw(
                    Paragraph([StyledText(chart.missing)]).lines(width: area.width)
                        .map { $0.over(.muted) },
                    on: &area,
                    in: area.bounds
                )
            case .lines, .points, .bars, .matrix, .image: chart.draw(on: &area)
            }
        }
    }

    private static func drawMistakes(_ lines: [String], on canvas: inout Canvas) {
        let texts = lines.map { StyledText(untrusted: $0, Style(.failed)) }
        let wrapped = Paragraph(texts).lines(width: canvas.width)
        Paragraph.draw(wrapped, on: &canvas, in: canvas.bounds)
    }

    // MARK: - Metrics

    /// A line of the table.
    private enum Line {
        case file(MetricFile)
        case metric(Metric)
        case words(String, Style)
    }

    /// The lines of the whole table.
    static func height(of files: [MetricFile]) -> Int { lines(files).count }

    private static func lines(_ files: [MetricFile]) -> [Line] {
        files.flatMap { file -> [Line] in
            let content: [Line] =
                switch file.content {
                case .metrics(let metrics) where metrics.isEmpty:
                    [.words("holds no metrics", .muted)]
                case .metrics(let metrics): metrics.map(Line.metric)
                case .missing: [.words("not there yet", .muted)]
                case .unreadable(let mistakes): mistakes.map { .words($0, Style(.failed)) }
                }
            return [.file(file)] + content
        }
    }

    static func draw(
        _ files: [MetricFile],
        top: Int,
        isFocused: Bool,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        let lines = lines(files)
        let height = Panel.content(of: rect).height
        let first = min(top, max(0, lines.count - height))
        let bar = Scrollbar(count: lines.count, window: first..<min(lines.count, first + height))
        let panel = Panel("Metrics", footer: bar.note, isFocused: isFocused)
        let inside = panel.draw(on: &canvas, in: rect).inset(left: 1, right: 1)
        canvas.within(inside) { area in
            for (y, line) in lines.dropFirst(first).prefix(area.height).enumerated() {
                draw(line, at: y, on: &area)
            }
        }
    }

    private static func draw(_ line: Line, at y: Int, on canvas: inout Canvas) {
        switch line {
        case .file(let file):
            let stage = SafeText(untrusted: file.stage?.short ?? "")
            let room = max(0, canvas.width - stage.width - 2)
            let path = SafeText(untrusted: file.path.text)
            canvas.draw(path, at: Point(x: 0, y: y), width: room, .header, truncation: .middle)
            guard path.width + 2 + stage.width <= canvas.width else { return }
            let place = Point(x: canvas.width - stage.width, y: y)
            canvas.draw(stage, at: place, .muted)
        case .metric(let metric):
            let value = SafeText(untrusted: metric.value.words)
                .truncated(to: max(1, canvas.width / 2))
            let name = SafeText(untrusted: metric.name.isEmpty ? "–" : metric.name)
            let room = max(0, canvas.width - value.width - 4)
            let shown = name.truncated(to: room, .middle)
            canvas.draw(shown, at: Point(x: 2, y: y))
            let dots = canvas.width - value.width - shown.width - 5
            if dots > 2 {
                let leader = SafeText(repeating: "·", count: dots)
                canvas.draw(leader, at: Point(x: shown.width + 3, y: y), Style(.grid))
            }
            let place = Point(x: canvas.width - value.width, y: y)
            canvas.draw(value, at: place, Style(.text, on: nil, .bold))
        case .words(let words, let style):
            let text = SafeText(untrusted: words)
            canvas.draw(text, at: Point(x: 2, y: y), width: max(0, canvas.width - 2), style)
        }
    }
}
