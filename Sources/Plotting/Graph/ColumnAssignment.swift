import Terminal

/// Gives each node its column: after all it needs, and near to what needs it.
///
/// Longest paths put each node as far left as can be; then nodes are pulled towards their
/// successors where that makes the sum of all edges shorter.
package struct ColumnAssignment {
    let columnOf: [Int]
    let columnCount: Int

    /// The same the other way round: nodes that gain nothing from it stay far right.
    static func leaningRight(nodeCount: Int, arcs: [EdgeDirection.Arc]) -> ColumnAssignment {
        let mirrored = arcs.map {
            EdgeDirection.Arc(tail: $0.head, head: $0.tail, isReversed: $0.isReversed)
        }
        let assignment = ColumnAssignment(nodeCount: nodeCount, arcs: mirrored)
        return ColumnAssignment(
            columnOf: assignment.columnOf.map { assignment.columnCount - 1 - $0 },
            columnCount: assignment.columnCount
        )
    }

    /// In how many nodes the columns differ from those of an earlier layout.
    func changes(since earlier: [Point?]) -> Int {
        let left = Set(earlier.compactMap { $0?.x }).sorted()
        let columns = Dictionary(uniqueKeysWithValues: left.enumerated().map { ($1, $0) })
        return zip(columnOf, earlier).count { column, place in
            place.map { columns[$0.x] != column } ?? false
        }
    }

    private init(columnOf: [Int], columnCount: Int) {
        self.columnOf = columnOf
        self.columnCount = columnCount
    }

    /// Assigns the columns of so many nodes; the arcs make no cycle.
    package init(nodeCount: Int, arcs: [EdgeDirection.Arc]) {
        let order = ColumnAssignment.order(nodeCount, arcs)
        let out = Incidence(count: nodeCount, pairs: arcs.lazy.map { ($0.tail, $0.head) })
        var columns = [Int](repeating: 0, count: nodeCount)
        for node in order {
            for target in out[node] {
                columns[target] = max(columns[target], columns[node] + 1)
            }
        }
        var minimizer = SpanMinimizer(
            positions: columns,
            spacings: arcs.map { .init(before: $0.tail, after: $0.head, distance: 1) },
            attractions: arcs.map { .init(first: $0.tail, second: $0.head, weight: 1) }
        )
        minimizer.minimize(order: order)
        let first = minimizer.positions.min() ?? 0
        columnOf = minimizer.positions.map { $0 - first }
        columnCount = (columnOf.max() ?? -1) + 1
    }

    /// The nodes so that each comes after those it needs; of several the first declared leads.
    private static func order(_ nodeCount: Int, _ arcs: [EdgeDirection.Arc]) -> [Int] {
        let out = Incidence(count: nodeCount, pairs: arcs.lazy.map { ($0.tail, $0.head) })
        var waits = [Int](repeating: 0, count: nodeCount)
        for arc in arcs { waits[arc.head] += 1 }
        var order = (0..<nodeCount).filter { waits[$0] == 0 }
        order.reserveCapacity(nodeCount)
        var next = 0
        while next < order.count {
            for target in out[order[next]] {
                waits[target] -= 1
                if waits[target] == 0 { order.append(target) }
            }
            next += 1
        }
        return order
    }
}
