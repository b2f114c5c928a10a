import Terminal

/// Keeps the last layouts, so that a change of state never lays a graph out again.
///
/// Nodes have keys that stay theirs when others come and go, such as stage names as bytes. When
/// nodes or edges change, the new layout starts from the places in the last one, so that what
/// was there moves little.
package struct GraphLayoutCache<Key: Hashable & Sendable>: Sendable {
    private struct Entry: Sendable {
        let graph: LayeredGraph
        let keys: [Key]
        let spacing: GraphSpacing
        let layout: GraphLayout
    }

    /// How many layouts are kept: the levels of a pipeline or two.
    private static var entryLimit: Int { 6 }

    // The entry used last comes first.
    private var entries: [Entry] = []

    private var rails: [(edges: [GraphEdge], layout: RailLayout)] = []

    /// How many layouts were made and not taken from memory.
    package private(set) var layoutsMade = 0

    package init() {}

    /// The layout of a graph whose nodes have these keys.
    package mutating func layout(
        _ graph: LayeredGraph,
        keys: [Key],
        spacing: GraphSpacing
    ) -> GraphLayout {
        let known = entries.firstIndex {
            $0.spacing == spacing && $0.graph == graph && $0.keys == keys
        }
        if let known {
            let entry = entries.remove(at: known)
            entries.insert(entry, at: 0)
            return entry.layout
        }
        let layout = GraphLayout(graph, spacing: spacing, earlier: earlier(keys, spacing))
        layoutsMade += 1
        entries.insert(Entry(graph: graph, keys: keys, spacing: spacing, layout: layout), at: 0)
        entries = Array(entries.prefix(GraphLayoutCache.entryLimit))
        return layout
    }

    /// The rows of a list of these nodes, kept like layouts.
    package mutating func rail(nodeCount: Int, edges: [GraphEdge]) -> RailLayout {
        if let kept = rails.first(where: { $0.layout.order.count == nodeCount && $0.edges == edges }
        ) {
            return kept.layout
        }
        let layout = RailLayout(nodeCount: nodeCount, edges: edges)
        rails.insert((edges, layout), at: 0)
        rails = Array(rails.prefix(GraphLayoutCache.entryLimit))
        return layout
    }

    /// Where the nodes stood in the last layout with the same spacing.
    private func earlier(_ keys: [Key], _ spacing: GraphSpacing) -> [Point?]? {
        guard let entry = entries.first(where: { $0.spacing == spacing }) else { return nil }
        var places: [Key: Point] = [:]
        for (key, rect) in zip(entry.keys, entry.layout.nodes) { places[key] = rect.origin }
        let found = keys.map { places[$0] }
        return found.contains { $0 != nil } ? found : nil
    }
}
