import Domain
import Terminal

/// Plots as text for people.
enum PlotsText {
    static func text(of pipeline: PipelineName, _ plots: [Plot]) -> String {
        guard !plots.isEmpty else { return "\(SafeText(untrusted: pipeline.text)): no plots.\n" }
        var lines = [SafeText(untrusted: pipeline.text).string]
        for plot in plots { lines.append("  " + SafeText(untrusted: plot.title).string) }
        return lines.joined(separator: "\n") + "\n"
    }
}
