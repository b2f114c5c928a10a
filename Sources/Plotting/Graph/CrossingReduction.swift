import Terminal

/// Looks for an order of the items in their columns with few crossings.
///
/// Several starts (walks from the sources and from the sinks, then shaken forms of the best) are
/// each swept from left to right and back, every item moved to the mean or the median of its
/// neighbours, and then improved by moving single items. The best order ever seen is kept. All
/// choices come from the input and a constant seed, so equal graphs get equal orders.
struct CrossingReduction {
    private(set) var order: ColumnOrder
    private(set) var crossings: Int
    private let graph: ColumnGraph
    private var random: SplitMix
    private var best: [Int]
    private var budget: Int

    /// Work in steps of one link looked at; small graphs get more starts out of it.
    private static let totalBudget = 6_000_000

    private static let patience = 4
    private static let sweepLimit = 24
    private static let startLimit = 40

    init(_ graph: ColumnGraph) {
        self.graph = graph
        order = ColumnOrder(graph)
        crossings = order.crossings()
        best = order.items
        random = SplitMix(seed: UInt64(truncatingIfNeeded: graph.links.count))
        budget = CrossingReduction.totalBudget
    }

    /// Searches from scratch, and from an earlier layout when there is one.
    ///
    /// The earlier order wins unless the new one has far fewer crossings.
    mutating func search(earlier: [Point?]? = nil) {
        var kept: (items: [Int], crossings: Int)?
        if let earlier {
            seed(earlier)
            let count = order.crossings() - order.swapNeighbours()
            kept = (order.items, count)
        }
        for start in 0..<CrossingReduction.startLimit {
            if start > 1 && (crossings == 0 || budget <= 0) { break }
            begin(start)
            sweepAndImprove(useMedian: start % 2 == 1)
        }
        if let kept, kept.crossings <= crossings + max(2, crossings / 8) {
            crossings = kept.crossings
            order.restore(kept.items)
            return
        }
        order.restore(best)
        order.preferDeclared(nodeCount: graph.nodeCount)
    }

    /// Orders each column by the rows of an earlier layout.
    ///
    /// Items without one take the mean of their neighbours, those on the left first.
    private mutating func seed(_ earlier: [Point?]) {
        var rows: [Int?] = (0..<graph.itemCount).map { $0 < earlier.count ? earlier[$0]?.y : nil }
        let columns = order.columns
        for (column, items) in columns.enumerated() {
            for item in items where rows[item] == nil {
                rows[item] = meanRow(of: item, rows)
            }
            order.arrange(
                column,
                as: items.sorted { (rows[$0] ?? .max, $0) < (rows[$1] ?? .max, $1) }
            )
        }
    }

    private func meanRow(of item: Int, _ rows: [Int?]) -> Int? {
        let left = graph.linksIn[item].compactMap { rows[graph.links[$0].tail] }
        let right = graph.linksOut[item].compactMap { rows[graph.links[$0].head] }
        let near = left + right
        return near.isEmpty ? nil : near.reduce(0, +) / near.count
    }

    private mutating func begin(_ start: Int) {
        switch start {
        case 0: walk(fromRight: false)
        case 1: walk(fromRight: true)
        default:
            order.restore(best)
            shake()
        }
    }

    /// Orders the columns as a depth-first walk meets their items.
    private mutating func walk(fromRight: Bool) {
        var isSeen = [Bool](repeating: false, count: graph.itemCount)
        var met = [[Int]](repeating: [], count: graph.columnCount)
        let out = fromRight ? graph.linksIn : graph.linksOut
        let back = fromRight ? graph.linksOut : graph.linksIn
        let roots = (0..<graph.itemCount).filter { back[$0].isEmpty }
        var stack = Array(roots.reversed())
        while let item = stack.popLast() {
            guard !isSeen[item] else { continue }
            isSeen[item] = true
            met[graph.columnOf[item]].append(item)
            for index in out[item].reversed() {
                let link = graph.links[index]
                let next = fromRight ? link.tail : link.head
                if !isSeen[next] { stack.append(next) }
            }
        }
        for column in met.indices { order.arrange(column, as: met[column]) }
    }

    /// Moves some items of every column to other places.
    private mutating func shake() {
        for column in 0..<order.columnCount {
            var items = Array(order.items[order.range(column)])
            guard items.count > 2 else { continue }
            for _ in 0..<max(1, items.count / 8) {
                let from = random.next(below: items.count)
                let item = items.remove(at: from)
                items.insert(item, at: random.next(below: items.count + 1))
            }
            order.arrange(column, as: items)
        }
    }

    private mutating func sweepAndImprove(useMedian: Bool) {
        var localBest = order.crossings()
        var local = order.items
        var failures = 0
        for sweep in 0..<CrossingReduction.sweepLimit {
            order.sweep(toRight: sweep % 2 == 0, useMedian: useMedian, mirrorTies: sweep % 4 > 1)
            budget -= graph.links.count * 6
            let count = order.crossings()
            if count < localBest {
                localBest = count
                local = order.items
                failures = 0
            } else {
                failures += 1
            }
            if localBest == 0 || failures >= CrossingReduction.patience { break }
        }
        order.restore(local)
        if localBest > 0 { localBest -= improve() }
        if localBest < crossings {
            crossings = localBest
            best = order.items
        }
    }

    private mutating func improve() -> Int {
        var saved = 0
        while true {
            let swapped = order.swapNeighbours()
            let sifted = order.sift(reach: 40)
            saved += swapped + sifted
            budget -= graph.links.count * 40
            if sifted == 0 || budget < 0 { return saved }
        }
    }
}

/// A small source of numbers that look random and are the same for the same seed.
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// A number from 0 up to `limit`, without it.
    mutating func next(below limit: Int) -> Int {
        Int(truncatingIfNeeded: next() % UInt64(max(1, limit)))
    }
}
