package import Terminal

/// A line of a graph from one node to another, both by index.
package struct GraphEdge: Hashable, Sendable {
    package let from: Int
    package let to: Int

    package init(from: Int, to: Int) {
        self.from = from
        self.to = to
    }
}

/// What a layout is made of: the sizes of the nodes in cells, and the edges between them.
///
/// Nodes are known by their index, the order in which they were declared; ties are settled by it.
/// Edges that point at no node, at their own node, or that are there twice are left out of the
/// picture. Cycles are allowed: some edges of each are then drawn against the flow.
package struct LayeredGraph: Hashable, Sendable {
    package let sizes: [Size]
    package let edges: [GraphEdge]

    package init(sizes: [Size], edges: [GraphEdge]) {
        self.sizes = sizes
        self.edges = edges
    }

    package var nodeCount: Int { sizes.count }
}

/// How much room a layout leaves around its nodes.
package struct GraphSpacing: Hashable, Sendable {
    /// Blank rows between two nodes that stand one above the other.
    package let rows: Int

    /// Cells between a node and the first upright line on its right.
    package let lead: Int

    /// Cells between the last upright line and the next node, the arrow's own cell included.
    package let tail: Int

    /// Whether all nodes of a column are made as wide as the widest of them.
    package let stretches: Bool

    package init(rows: Int, lead: Int, tail: Int, stretches: Bool) {
        self.rows = max(0, rows)
        self.lead = max(1, lead)
        self.tail = max(1, tail)
        self.stretches = stretches
    }

    /// For nodes with a border of their own.
    package static let boxes = GraphSpacing(rows: 0, lead: 1, tail: 1, stretches: true)

    /// For nodes of one line.
    package static let pills = GraphSpacing(rows: 0, lead: 1, tail: 2, stretches: false)
}
