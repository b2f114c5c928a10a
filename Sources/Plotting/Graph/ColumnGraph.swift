/// The graph cut at its columns: each link joins two items of neighbouring columns.
///
/// Items are the nodes, by their index, and after them the *passes*: places where a long edge
/// runs through a column. Every long edge has passes of its own until ``bundled(order:arcs:)``.
package struct ColumnGraph {
    /// A line between neighbouring columns, and how many edges run along it.
    package struct Link {
        /// The item in the left column.
        package let tail: Int

        /// The item in the right column.
        package let head: Int

        var weight: Int
    }

    let nodeCount: Int
    let columnCount: Int

    /// The column of each item.
    package let columnOf: [Int]

    /// All lines between neighbouring columns, each once.
    package private(set) var links: [Link] = []

    /// Links by their tail and by their head, as indices into ``links``.
    let linksOut: Incidence
    let linksIn: Incidence

    /// The items each arc runs through, and the links between them.
    let ways: [[Int]]
    private(set) var chains: [[Int]] = []

    var itemCount: Int { columnOf.count }

    func isPass(_ item: Int) -> Bool { item >= nodeCount }

    /// Cuts each arc at the columns it runs through.
    package init(arcs: [EdgeDirection.Arc], columns: ColumnAssignment) {
        var columnOf = columns.columnOf
        let ways = arcs.map { arc in
            let inner = (columnOf[arc.tail] + 1)..<columnOf[arc.head]
            let first = columnOf.count
            columnOf.append(contentsOf: inner)
            return [arc.tail] + Array(first..<columnOf.count) + [arc.head]
        }
        self.init(
            nodeCount: columns.columnOf.count,
            columnCount: columns.columnCount,
            columnOf: columnOf,
            ways: ways
        )
    }

    private init(nodeCount: Int, columnCount: Int, columnOf: [Int], ways: [[Int]]) {
        self.nodeCount = nodeCount
        self.columnCount = columnCount
        self.columnOf = columnOf
        self.ways = ways
        let itemCount = columnOf.count
        // Each way's steps by their tail; equal steps become one link of greater weight.
        let steps = Incidence(
            count: itemCount,
            pairs: ways.indices.lazy.flatMap { way in
                (0..<(ways[way].count - 1)).lazy.map { (ways[way][$0], way << 24 | $0) }
            }
        )
        var links: [Link] = []
        var chains = ways.map { [Int](repeating: 0, count: $0.count - 1) }
        var linkTo = [Int](repeating: -1, count: itemCount)
        for tail in 0..<itemCount {
            let first = links.count
            for step in steps[tail] {
                let (way, index) = (step >> 24, step & 0xFF_FFFF)
                let head = ways[way][index + 1]
                if linkTo[head] >= first {
                    links[linkTo[head]].weight += 1
                } else {
                    linkTo[head] = links.count
                    links.append(Link(tail: tail, head: head, weight: 1))
                }
                chains[way][index] = linkTo[head]
            }
        }
        linksOut = Incidence(
            count: itemCount,
            pairs: links.indices.lazy.map { (links[$0].tail, $0) }
        )
        linksIn = Incidence(
            count: itemCount,
            pairs: links.indices.lazy.map { (links[$0].head, $0) }
        )
        self.links = links
        self.chains = chains
    }

    /// The same graph with passes made one where that changes no crossing, and its order.
    ///
    /// Passes that follow each other in a column are united when their edges come from one
    /// source and were united up to here, or lead to one target and are united from here on.
    func bundled(order: [[Int]], arcs: [EdgeDirection.Arc]) -> (graph: ColumnGraph, order: [[Int]])
    {
        var wayOf = [Int](repeating: -1, count: itemCount)
        for (way, items) in ways.enumerated() {
            for item in items.dropFirst().dropLast() { wayOf[item] = way }
        }
        var leader = Array(0..<itemCount)
        // 1 for a bundle of one source, 2 for one of one target: a pass is in one of them only,
        // else it would lead from all of the one to all of the other.
        var bundle = [Int](repeating: 0, count: itemCount)
        func unite(_ column: [Int], as kind: Int, _ isTogether: (Int, Int) -> Bool) {
            for (upper, lower) in zip(column, column.dropFirst()) {
                guard isPass(upper), isPass(lower) else { continue }
                guard bundle[lower] == 0, bundle[upper] == 0 || bundle[upper] == kind else {
                    continue
                }
                guard arcs[wayOf[upper]].isReversed == arcs[wayOf[lower]].isReversed,
                    isTogether(upper, lower)
                else { continue }
                leader[lower] = leader[upper]
                bundle[lower] = kind
                bundle[upper] = kind
            }
        }
        // Passes are numbered along their way, so the one before is the item before.
        for column in order {
            unite(column, as: 1) { upper, lower in
                guard arcs[wayOf[upper]].tail == arcs[wayOf[lower]].tail else { return false }
                let before = (previous(upper, wayOf), previous(lower, wayOf))
                return leader[before.0] == leader[before.1]
            }
        }
        for column in order.reversed() {
            unite(column, as: 2) { upper, lower in
                guard arcs[wayOf[upper]].head == arcs[wayOf[lower]].head else { return false }
                let after = (next(upper, wayOf), next(lower, wayOf))
                return leader[after.0] == leader[after.1]
            }
        }
        return renumbered(leader, order)
    }

    private func previous(_ pass: Int, _ wayOf: [Int]) -> Int {
        let way = ways[wayOf[pass]]
        return pass == way[1] ? way[0] : pass - 1
    }

    private func next(_ pass: Int, _ wayOf: [Int]) -> Int {
        let way = ways[wayOf[pass]]
        return pass == way[way.count - 2] ? way[way.count - 1] : pass + 1
    }

    /// The graph with only the leaders of its items.
    private func renumbered(
        _ leader: [Int],
        _ order: [[Int]]
    ) -> (graph: ColumnGraph, order: [[Int]]) {
        var number = [Int](repeating: -1, count: itemCount)
        var columns: [Int] = []
        for item in 0..<itemCount where leader[item] == item {
            number[item] = columns.count
            columns.append(columnOf[item])
        }
        let graph = ColumnGraph(
            nodeCount: nodeCount,
            columnCount: columnCount,
            columnOf: columns,
            ways: ways.map { way in way.map { number[leader[$0]] } }
        )
        let kept = order.map { column in
            column.filter { leader[$0] == $0 }.map { number[$0] }
        }
        return (graph, kept)
    }
}
