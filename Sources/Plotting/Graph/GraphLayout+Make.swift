package import Terminal

extension GraphLayout {
    /// Lays a graph out; equal input gives an equal layout.
    ///
    /// `earlier` holds the places of nodes in a layout made before, one entry a node, `nil` for
    /// new ones: their order is kept where a better one does not save much. Parts that do not
    /// hang together are stacked, the part with the first declared node on top. The cost is
    /// bounded: some 20 ms for a thousand nodes.
    package init(
        _ graph: LayeredGraph,
        spacing: GraphSpacing = .boxes,
        earlier: [Point?]? = nil
    ) {
        let direction = EdgeDirection(graph)
        let parts = GraphPart.all(of: graph, direction, earlier: earlier)
        var builder = LayoutBuilder(graph: graph, spacing: spacing)
        for part in parts { builder.add(part) }
        self = builder.layout(direction)
    }
}

/// A part of a graph whose nodes hang together, with numbers of its own.
struct GraphPart {
    /// The numbers in the whole graph.
    var nodes: [Int] = []
    var edges: [Int] = []
    var arcs: [EdgeDirection.Arc] = []
    var earlier: [Point?]?

    static func all(
        of graph: LayeredGraph,
        _ direction: EdgeDirection,
        earlier: [Point?]?
    ) -> [GraphPart] {
        var parent = Array(0..<graph.nodeCount)
        func root(_ node: Int) -> Int {
            var node = node
            while parent[node] != node {
                parent[node] = parent[parent[node]]
                node = parent[node]
            }
            return node
        }
        for arc in direction.arcs {
            guard let arc else { continue }
            let (first, second) = (root(arc.tail), root(arc.head))
            parent[max(first, second)] = min(first, second)
        }
        var partOf = [Int](repeating: -1, count: graph.nodeCount)
        var local = [Int](repeating: 0, count: graph.nodeCount)
        var parts: [GraphPart] = []
        for node in 0..<graph.nodeCount {
            let first = root(node)
            if partOf[first] < 0 {
                partOf[first] = parts.count
                parts.append(GraphPart())
            }
            partOf[node] = partOf[first]
            local[node] = parts[partOf[node]].nodes.count
            parts[partOf[node]].nodes.append(node)
        }
        for (index, arc) in direction.arcs.enumerated() {
            guard let arc else { continue }
            let part = partOf[arc.tail]
            parts[part].edges.append(index)
            parts[part].arcs.append(
                .init(tail: local[arc.tail], head: local[arc.head], isReversed: arc.isReversed)
            )
        }
        if let earlier, earlier.count == graph.nodeCount {
            for index in parts.indices {
                let places = parts[index].nodes.map { earlier[$0] }
                if places.contains(where: { $0 != nil }) { parts[index].earlier = places }
            }
        }
        return parts
    }
}
