import Terminal

/// Gives each item of the columns its row, with as many straight lines as can be.
///
/// Between neighbouring columns the heaviest set of lines that do not cross is made straight,
/// long edges first; items that hang together on straight lines form a block. Blocks are packed
/// to the top and then moved as wholes to where their other lines become short. All is counted
/// in whole cells, so nothing has to be rounded.
struct RowPlacement {
    /// The row of each item's port.
    let portRows: [Int]

    /// The rows taken in all.
    let height: Int

    init(_ graph: ColumnGraph, columns: [[Int]], sizes: [Size], spacing: GraphSpacing) {
        let above = (0..<graph.itemCount).map { item in
            graph.isPass(item) ? 0 : GraphLayout.portOffset(height: sizes[item].height)
        }
        let below = (0..<graph.itemCount).map { item in
            graph.isPass(item) ? 0 : max(0, sizes[item].height - 1 - above[item])
        }
        let straight = StraightLinks(graph, columns: columns)
        let blocks = RowPlacement.blocks(graph, straight)
        var spacings: [SpanMinimizer.Spacing] = []
        for column in columns {
            for (upper, lower) in zip(column, column.dropFirst()) {
                let gap = graph.isPass(upper) || graph.isPass(lower) ? 0 : spacing.rows
                spacings.append(
                    .init(
                        before: blocks.of[upper],
                        after: blocks.of[lower],
                        distance: below[upper] + 1 + gap + above[lower]
                    )
                )
            }
        }
        let attractions = graph.links.compactMap { link -> SpanMinimizer.Attraction? in
            let (first, second) = (blocks.of[link.tail], blocks.of[link.head])
            guard first != second else { return nil }
            let passes = (graph.isPass(link.tail) ? 1 : 0) + (graph.isPass(link.head) ? 1 : 0)
            return .init(first: first, second: second, weight: 1 + passes)
        }
        let packed = RowPlacement.packed(count: blocks.count, spacings)
        var minimizer = SpanMinimizer(
            positions: packed.positions,
            spacings: spacings,
            attractions: attractions
        )
        minimizer.minimize(order: packed.order)
        let rows = blocks.of.map { minimizer.positions[$0] }
        let top = zip(rows, above).map { $0 - $1 }.min() ?? 0
        portRows = rows.map { $0 - top }
        height = (zip(portRows, below).map { $0 + $1 }.max() ?? -1) + 1
    }

    private static func blocks(
        _ graph: ColumnGraph,
        _ straight: StraightLinks
    ) -> (of: [Int], count: Int) {
        var of = [Int](repeating: -1, count: graph.itemCount)
        var count = 0
        let byColumn = (0..<graph.itemCount).sorted {
            (graph.columnOf[$0], $0) < (graph.columnOf[$1], $1)
        }
        for item in byColumn {
            let link = straight.intoItem[item]
            if link >= 0 {
                of[item] = of[graph.links[link].tail]
            } else {
                of[item] = count
                count += 1
            }
        }
        return (of, count)
    }

    /// The blocks as far up as they go, and an order in which each comes after those above it.
    private static func packed(
        count: Int,
        _ spacings: [SpanMinimizer.Spacing]
    ) -> (positions: [Int], order: [Int]) {
        let below = Incidence(
            count: count,
            pairs: spacings.indices.lazy.map { (spacings[$0].before, $0) }
        )
        var waits = [Int](repeating: 0, count: count)
        for spacing in spacings { waits[spacing.after] += 1 }
        var positions = [Int](repeating: 0, count: count)
        var order = (0..<count).filter { waits[$0] == 0 }
        order.reserveCapacity(count)
        var next = 0
        while next < order.count {
            let block = order[next]
            for index in below[block] {
                let spacing = spacings[index]
                let least = positions[block] + spacing.distance
                positions[spacing.after] = max(positions[spacing.after], least)
                waits[spacing.after] -= 1
                if waits[spacing.after] == 0 { order.append(spacing.after) }
            }
            next += 1
        }
        return (positions, order)
    }
}
