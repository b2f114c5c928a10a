package import Terminal

/// A straight piece of a line between two places in one row or one column.
///
/// Where the end of a wire lies on another wire of the same edge they join; where a wire only
/// crosses another one they have nothing to do with each other.
package struct GraphWire: Hashable, Sendable {
    package let start: Point
    package let end: Point

    package init(from start: Point, to end: Point) {
        let isForward = start.x < end.x || (start.x == end.x && start.y <= end.y)
        self.start = isForward ? start : end
        self.end = isForward ? end : start
    }

    package var isUpright: Bool { start.x == end.x && start.y != end.y }
}

/// An edge as drawn: its corners from the border of its source to the border of its target.
package struct GraphRoute: Hashable, Sendable {
    package let edge: GraphEdge
    package let points: [Point]

    /// Whether the edge is drawn from right to left because it closes a cycle.
    package let isBackward: Bool
}

/// Where the nodes and lines of a graph stand, in cells; the flow is from left to right.
///
/// No line runs through a node. Lines of one source share a trunk, lines into one target share a
/// bus, and no two other lines share a piece. A node's lines leave and arrive in its port row,
/// ``portRow(of:)``; a wire that begins or ends at a node does so on the node's border cell.
package struct GraphLayout: Equatable, Sendable {
    /// The nodes' rectangles by index.
    package let nodes: [Rect]

    /// The nodes of each column from top to bottom; columns from left to right.
    package let columns: [[Int]]

    /// The column of each node.
    package let columnOf: [Int]

    /// One route for each edge that is drawn, in the order the edges were given.
    package let routes: [GraphRoute]

    /// All pieces of all lines, each once.
    package let wires: [GraphWire]

    /// The cells taken by the whole picture.
    package let size: Size

    /// How many pairs of edges cross, with an edge over several columns counted in each of them.
    package let crossings: Int

    /// The row of the node's port.
    package func portRow(of node: Int) -> Int {
        nodes[node].y + GraphLayout.portOffset(height: nodes[node].height)
    }

    static func portOffset(height: Int) -> Int { max(0, (height - 1) / 2) }

    package static let empty = GraphLayout(
        nodes: [],
        columns: [],
        columnOf: [],
        routes: [],
        wires: [],
        size: .zero,
        crossings: 0
    )
}
