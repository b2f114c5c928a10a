import Terminal

/// The columns' places and all lines of one part of a graph, counted from its own corner.
struct RoutedPart {
    private(set) var columnX: [Int] = []
    private(set) var columnWidths: [Int] = []
    private(set) var width = 0

    /// The highest and the lowest row with a line, which may lie outside of the nodes' rows.
    private(set) var top = 0
    private(set) var bottom = 0

    private(set) var wires: [GraphWire] = []

    /// The corners of each arc.
    private(set) var points: [[Point]] = []

    init(
        _ graph: ColumnGraph,
        order: [[Int]],
        portRows: [Int],
        sizes: [Size],
        spacing: GraphSpacing
    ) {
        columnWidths = order.map { column in
            column.map { graph.isPass($0) ? 1 : sizes[$0].width }.max() ?? 1
        }
        var linksOfGap = [[Int]](repeating: [], count: max(0, graph.columnCount - 1))
        for (column, items) in order.enumerated() where column < linksOfGap.count {
            linksOfGap[column] = items.flatMap { graph.linksOut[$0] }
        }
        let channels = linksOfGap.map { links in
            Channel(
                links: links.map {
                    (portRows[graph.links[$0].tail], portRows[graph.links[$0].head])
                }
            )
        }
        var x = 0
        for (column, columnWidth) in columnWidths.enumerated() {
            columnX.append(x)
            x += columnWidth
            guard column < channels.count else { continue }
            x += spacing.lead + max(1, channels[column].trackCount) + spacing.tail
        }
        width = x
        var inner = [[Point]](repeating: [], count: graph.links.count)
        for (column, channel) in channels.enumerated() {
            let firstTrack = columnX[column] + columnWidths[column] + spacing.lead
            for (link, way) in zip(linksOfGap[column], channel.ways) {
                inner[link] = RoutedPart.corners(
                    channel,
                    way,
                    from: portRows[graph.links[link].tail],
                    to: portRows[graph.links[link].head],
                    firstTrack: firstTrack
                )
            }
            addUprights(channel, firstTrack)
        }
        addEnds(graph, portRows, sizes, spacing, channels)
        for wire in wires {
            top = min(top, wire.start.y)
            bottom = max(bottom, wire.end.y)
        }
        points = graph.chains.map { chain in
            corners(of: chain, graph, portRows, sizes, spacing, inner)
        }
    }

    /// The border cell on which lines of an item begin; a pass begins at its column's edge.
    private func exit(
        _ item: Int,
        _ graph: ColumnGraph,
        _ sizes: [Size],
        _ spacing: GraphSpacing
    ) -> Int {
        let column = graph.columnOf[item]
        if graph.isPass(item) { return columnX[column] }
        let width = spacing.stretches ? columnWidths[column] : sizes[item].width
        return columnX[column] + max(1, width) - 1
    }

    private static func corners(
        _ channel: Channel,
        _ way: Channel.Way,
        from: Int,
        to: Int,
        firstTrack: Int
    ) -> [Point] {
        let first = channel.uprights[way.first]
        let x = firstTrack + first.track
        guard let index = way.rung else {
            return from == to ? [] : [Point(x: x, y: from), Point(x: x, y: to)]
        }
        let rung = channel.rungs[index]
        let second = firstTrack + channel.uprights[rung.to].track
        return [
            Point(x: x, y: from), Point(x: x, y: rung.row),
            Point(x: second, y: rung.row), Point(x: second, y: to),
        ]
    }

    private mutating func addUprights(_ channel: Channel, _ firstTrack: Int) {
        for upright in channel.uprights where upright.low < upright.high {
            let x = firstTrack + upright.track
            wires.append(
                GraphWire(from: Point(x: x, y: upright.low), to: Point(x: x, y: upright.high))
            )
        }
        for rung in channel.rungs {
            let from = firstTrack + channel.uprights[rung.from].track
            let to = firstTrack + channel.uprights[rung.to].track
            wires.append(
                GraphWire(from: Point(x: from, y: rung.row), to: Point(x: to, y: rung.row))
            )
        }
    }

    /// The level pieces between items and uprights, and those of straight lines.
    private mutating func addEnds(
        _ graph: ColumnGraph,
        _ portRows: [Int],
        _ sizes: [Size],
        _ spacing: GraphSpacing,
        _ channels: [Channel]
    ) {
        var leftX = [[Int: Int]](repeating: [:], count: channels.count)
        for item in 0..<graph.itemCount where !graph.linksOut[item].isEmpty {
            leftX[graph.columnOf[item]][portRows[item]] = exit(item, graph, sizes, spacing)
        }
        for (column, channel) in channels.enumerated() {
            let firstTrack = columnX[column] + columnWidths[column] + spacing.lead
            let rightX = columnX[column + 1]
            for upright in channel.uprights {
                let x = firstTrack + upright.track
                if upright.isStraight {
                    addLevel(upright.low, leftX[column][upright.low] ?? x, rightX)
                    continue
                }
                for row in upright.leftRows { addLevel(row, leftX[column][row] ?? x, x) }
                for row in upright.rightRows { addLevel(row, x, rightX) }
            }
        }
    }

    private mutating func addLevel(_ row: Int, _ from: Int, _ to: Int) {
        wires.append(GraphWire(from: Point(x: from, y: row), to: Point(x: to, y: row)))
    }

    private func corners(
        of chain: [Int],
        _ graph: ColumnGraph,
        _ portRows: [Int],
        _ sizes: [Size],
        _ spacing: GraphSpacing,
        _ inner: [[Point]]
    ) -> [Point] {
        guard let first = chain.first, let last = chain.last else { return [] }
        let tail = graph.links[first].tail
        let head = graph.links[last].head
        var points = [Point(x: exit(tail, graph, sizes, spacing), y: portRows[tail])]
        for link in chain { points += inner[link] }
        points.append(Point(x: columnX[graph.columnOf[head]], y: portRows[head]))
        return points
    }
}
