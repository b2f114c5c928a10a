import Domain
import Glibc
import Plotting
import Terminal

/// The graph as text: boxes where they fit the terminal, else a list with lanes.
enum DagText {
    private static let widest = 120
    /// Stands where a stage has its status.
    private static let dataGlyph: Unicode.Scalar = "◆"

    static func text(of pipeline: PipelineSnapshot, _ definition: PipelineDefinition) -> String {
        let files = definition.trackedFiles
        // Data first, so that every edge leads on.
        let names = files.map { StageName($0.text) } + definition.stages.map(\.name)
        let numbers = Dictionary(
            names.enumerated().map { ($1, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let edges = definition.stages.enumerated().flatMap { index, stage in
            (stage.tracked.map { StageName($0.text) } + stage.upstream).compactMap { name in
                numbers[name].map { GraphEdge(from: $0, to: files.count + index) }
            }
        }
        let labels = StageLabels(names)
        let folding = GraphFolding(names: names.map { labels[$0] }, edges: edges)
        let nodes = folding.groups.map { group in
            let status =
                group.members.count == 1
                ? pipeline.newestRun?.run.stage(names[group.members[0]])?.status ?? .planned
                : .planned
            let isData = group.members.allSatisfy { $0 < files.count }
            return GraphNode(
                title: SafeText(untrusted: group.name),
                glyph: Glyph(isData ? dataGlyph : status.glyph),
                style: .text,
                badge: group.isFanOut ? "×\(group.members.count)" : .empty,
                infoRows: 0
            )
        }
        var cache = GraphLayoutCache<String>()
        let picture = GraphPicture.fitting(
            nodes,
            edges: folding.edges,
            keys: folding.groups.map(\.name),
            in: Size(width: width(), height: .max),
            cache: &cache
        )
        let size =
            picture.level == .list
            ? Size(width: width(), height: nodes.count) : picture.size
        var canvas = Canvas(size: size)
        picture.draw(on: &canvas)
        return canvas.text + "\n"
    }

    private static func width() -> Int {
        var window = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 20 else { return widest }
        return Int(window.ws_col)
    }
}
