import Domain
import Plotting
import Terminal

/// The graph of a pipeline with its fan-outs folded; it changes only with the definition.
struct StageShape: Sendable {
    let table: StageTable
    let folding: GraphFolding
    /// What stays the same of a node when others come and go.
    let keys: [StageName]
    let titles: [SafeText]

    init(_ table: StageTable) {
        self.table = table
        let edges = table.rows.enumerated().flatMap { index, row in
            row.upstream.map { GraphEdge(from: $0, to: index) }
        }
        folding = GraphFolding(names: table.rows.map(\.title.string), edges: edges)
        keys = folding.groups.map { StageName($0.name) }
        titles = folding.groups.map { SafeText(untrusted: $0.name) }
    }

    /// Too many nodes to be drawn as a graph.
    var isListOnly: Bool { folding.groups.count > GraphPicture.drawnNodesLimit }
}
