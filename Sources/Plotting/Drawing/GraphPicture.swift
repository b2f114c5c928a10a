package import Terminal

/// A graph ready to be drawn at one level of detail.
///
/// Made from the nodes as they are now and a layout that is taken from a cache, so making one
/// for every frame is cheap: only when nodes, edges or names change is anything laid out.
package struct GraphPicture: Sendable {
    package let level: GraphLevel
    let nodes: [GraphNode]
    let edges: [GraphEdge]

    /// The layout of boxes and pills; empty for the list.
    package let layout: GraphLayout

    /// The rows of the list; empty for the others.
    package let rail: RailLayout

    /// The name under which nodes answer to the mouse, with their index as the number.
    package static let regionName = "graph.node"

    /// The cells a picture as a whole takes; the list is as wide as it is allowed to be.
    package var size: Size {
        level == .list ? Size(width: 0, height: nodes.count) : layout.size
    }

    /// The list has no more lanes than this; what would be right of them is not drawn.
    static let laneLimit = 12

    /// More nodes than this are shown as a list, unless something else is asked for.
    package static let drawnNodesLimit = 300

    /// Prepares a picture at the level asked for.
    package init<Key: Hashable & Sendable>(
        _ nodes: [GraphNode],
        edges: [GraphEdge],
        keys: [Key],
        level: GraphLevel,
        cache: inout GraphLayoutCache<Key>
    ) {
        self.nodes = nodes
        self.edges = edges
        self.level = level
        if level == .list {
            layout = .empty
            rail = cache.rail(nodeCount: nodes.count, edges: edges)
        } else {
            let graph = LayeredGraph(sizes: nodes.map { $0.size(at: level) }, edges: edges)
            let spacing: GraphSpacing = level == .box ? .boxes : .pills
            layout = cache.layout(graph, keys: keys, spacing: spacing)
            rail = .empty
        }
    }

    /// Prepares the richest picture that fits into `size`: boxes, else pills, else the list.
    package static func fitting<Key: Hashable & Sendable>(
        _ nodes: [GraphNode],
        edges: [GraphEdge],
        keys: [Key],
        in size: Size,
        cache: inout GraphLayoutCache<Key>
    ) -> GraphPicture {
        if nodes.count <= drawnNodesLimit {
            for level in [GraphLevel.box, .pill] {
                let picture = GraphPicture(
                    nodes,
                    edges: edges,
                    keys: keys,
                    level: level,
                    cache: &cache
                )
                let needed = picture.size
                if needed.width <= size.width && needed.height <= size.height { return picture }
            }
        }
        return GraphPicture(nodes, edges: edges, keys: keys, level: .list, cache: &cache)
    }

    /// The rectangle of a node in the picture.
    package func rect(of node: Int, width: Int) -> Rect {
        switch level {
        case .box, .pill: layout.nodes[node]
        case .list: Rect(x: 0, y: rail.rowOf[node], width: width, height: 1)
        }
    }

    /// The node a step of the cursor leads to; the list goes up and down only.
    package func move(from node: Int, _ direction: GraphDirection) -> Int? {
        guard level == .list else { return layout.move(from: node, direction) }
        guard nodes.indices.contains(node) else { return first }
        switch direction {
        case .up, .down:
            let row = rail.rowOf[node] + (direction == .up ? -1 : 1)
            return rail.order.indices.contains(row) ? rail.order[row] : nil
        case .left:
            return edges.filter { $0.to == node }.map(\.from).max {
                rail.rowOf[$0] < rail.rowOf[$1]
            }
        case .right:
            return edges.filter { $0.from == node }.map(\.to).min {
                rail.rowOf[$0] < rail.rowOf[$1]
            }
        }
    }

    package var first: Int? { level == .list ? rail.order.first : layout.first }
    package var last: Int? { level == .list ? rail.order.last : layout.last }
}
