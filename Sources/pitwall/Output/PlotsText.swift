import Domain
import Plotting
import Terminal

/// Plots as text for people.
enum PlotsText {
    /// Wider charts are no easier to read.
    private static let widest = 100

    /// The rows of a chart with axes.
    private static let usualHeight = 14

    /// The columns charts are set in by.
    private static let margin = 2

    static func text(
        of pipeline: PipelineName,
        _ plots: [Plot],
        width: Int,
        glyphs: GlyphSet
    ) -> String {
        let name = SafeText(untrusted: pipeline.text)
        guard !plots.isEmpty else { return "\(name): no plots.\n" }
        let width = min(width, widest)
        let indent = String(repeating: " ", count: margin)
        var lines = [name.string]
        for plot in plots {
            guard plot.mistakes.isEmpty else {
                // Why stands among the errors, with its place.
                lines += ["", "\(indent)\(PlotChart(plot).title)", "\(indent)cannot be drawn"]
                continue
            }
            let chart = PlotChart(plot)
            let height = chart.height(usual: usualHeight)
            var canvas = Canvas(width: width, height: height + 2, glyphs: glyphs)
            canvas.draw(chart.title, at: Point(x: margin, y: 1), width: width - margin, .title)
            canvas.within(Rect(x: margin, y: 2, width: width - margin, height: height)) { area in
                chart.draw(on: &area)
            }
            lines += canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { String($0).trimmingTrailingSpaces }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
