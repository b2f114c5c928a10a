import Terminal

/// Where a step of the cursor leads on a graph.
package enum GraphDirection: Sendable, CaseIterable {
    case left, right, up, down
}

/// Steps along the edges and within the columns of a layout.
extension GraphLayout {
    /// The node a step leads to, `nil` where there is none.
    ///
    /// To the left and right a step follows an edge to the node whose row is nearest; of two as
    /// near the upper one. Up and down stays in the column and, at its end, goes on to the
    /// nearest node in that direction in any other column.
    package func move(from node: Int, _ direction: GraphDirection) -> Int? {
        guard nodes.indices.contains(node) else { return first }
        switch direction {
        case .left:
            return nearest(to: node, in: neighbours(of: node, onLeft: true))
        case .right:
            return nearest(to: node, in: neighbours(of: node, onLeft: false))
        case .up, .down:
            return step(from: node, by: direction == .up ? -1 : 1)
        }
    }

    /// The first source: the upper node of the first column.
    package var first: Int? { columns.first?.first }

    /// The last sink: the lower node of the last column.
    package var last: Int? { columns.last?.last }

    /// The node at a place of the picture.
    package func node(atX x: Int, y: Int) -> Int? {
        nodes.firstIndex { x >= $0.x && x < $0.maxX && y >= $0.y && y < $0.maxY }
    }

    private func neighbours(of node: Int, onLeft: Bool) -> [Int] {
        routes.compactMap { route in
            let (from, to) = (route.edge.from, route.edge.to)
            guard from == node || to == node else { return nil }
            let other = from == node ? to : from
            let isLeft = columnOf[other] < columnOf[node]
            return isLeft == onLeft ? other : nil
        }
    }

    private func nearest(to node: Int, in candidates: [Int]) -> Int? {
        let row = portRow(of: node)
        // Of two in the same row the next one comes first, so that no node is stepped over.
        let column = columnOf[node]
        func distance(_ other: Int) -> (Int, Int, Int, Int) {
            (
                abs(portRow(of: other) - row), abs(columnOf[other] - column), portRow(of: other),
                other
            )
        }
        return candidates.min { distance($0) < distance($1) }
    }

    private func step(from node: Int, by step: Int) -> Int? {
        let column = columns[columnOf[node]]
        guard let index = column.firstIndex(of: node) else { return nil }
        if column.indices.contains(index + step) { return column[index + step] }
        let row = portRow(of: node)
        return nodes.indices.filter { (portRow(of: $0) - row) * step > 0 }.min {
            let first = (abs(portRow(of: $0) - row), abs(columnOf[$0] - columnOf[node]), $0)
            let second = (abs(portRow(of: $1) - row), abs(columnOf[$1] - columnOf[node]), $1)
            return first < second
        }
    }
}
