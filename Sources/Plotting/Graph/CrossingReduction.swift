package import Terminal

/// Looks for an order of the items in their columns with few crossings.
///
/// Several starts (walks from the sources and from the sinks, then shaken forms of the best) are
/// each swept from left to right and back, every item moved to the mean or the median of its
/// neighbours, and then improved by moving single items. The best order ever seen is kept. All
/// choices come from the input and a constant seed, so equal graphs get equal orders.
package struct CrossingReduction {
    /// The order found; before the search, that of the items' numbers.
    package private(set) var order: ColumnOrder

    /// How many pairs of edges cross in ``order``.
    package private(set) var crossings: Int

    private let graph: ColumnGraph
    private var random: SplitMix
    private var best: [Int32]
    private var budget: Int

    /// Work in comparisons of two items; small graphs get more starts out of it.
    private static let totalBudget = 700_000

    /// What each link adds to that, so that large graphs get their share.
    private static let linkBudget = 20

    /// What a sweep costs for each link, in comparisons.
    private static let sweepCost = 2

    /// The most comparisons for each link when an order is refined.
    private static let refineLimit = 40

    private static let patience = 4
    private static let sweepLimit = 20
    private static let startLimit = 40

    /// Starts with the items of each column in the order of their numbers.
    package init(_ graph: ColumnGraph) {
        self.graph = graph
        order = ColumnOrder(graph)
        crossings = order.crossings()
        best = order.items
        random = SplitMix(seed: UInt64(truncatingIfNeeded: graph.links.count))
        budget = CrossingReduction.totalBudget + graph.links.count * CrossingReduction.linkBudget
    }

    /// Searches from scratch, and from an earlier layout when there is one.
    ///
    /// The earlier order wins unless the new one has far fewer crossings.
    package mutating func search(earlier: [Point?]? = nil) {
        var kept: (items: [Int32], crossings: Int)?
        if let earlier {
            seed(earlier)
            let start = order.crossings()
            let count = start - order.improve(comparisonLimit: graph.links.count)
            kept = (order.items, count)
        }
        // The better of two quick searches is refined first; what work is left goes to others.
        var openings: [(crossings: Int, items: [Int32])] = []
        for start in 0..<2 {
            walk(fromRight: start == 1)
            openings.append(sweep(useMedian: start == 1))
        }
        openings.sort { $0.crossings < $1.crossings }
        if let opening = openings.first, opening.crossings < crossings {
            crossings = opening.crossings
            best = opening.items
        }
        for opening in openings where budget > 0 && crossings > 0 { refine(opening) }
        for start in 0..<CrossingReduction.startLimit where budget > 0 && crossings > 0 {
            order.restore(best)
            shake()
            refine(sweep(useMedian: start % 2 == 1))
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
                as: items.sorted { (rows[$0] ?? .max, $0) < (rows[$1] ?? .max, $1) }.map(Int32.init)
            )
        }
    }

    private func meanRow(of item: Int, _ rows: [Int?]) -> Int? {
        let left = graph.linksIn[item].compactMap { rows[graph.links[$0].tail] }
        let right = graph.linksOut[item].compactMap { rows[graph.links[$0].head] }
        let near = left + right
        return near.isEmpty ? nil : near.reduce(0, +) / near.count
    }

    /// Orders the columns as a depth-first walk meets their items.
    private mutating func walk(fromRight: Bool) {
        var isSeen = [Bool](repeating: false, count: graph.itemCount)
        var met = [[Int32]](repeating: [], count: graph.columnCount)
        let out = fromRight ? graph.linksIn : graph.linksOut
        let back = fromRight ? graph.linksOut : graph.linksIn
        let roots = (0..<graph.itemCount).filter { back[$0].isEmpty }
        var stack = Array(roots.reversed())
        while let item = stack.popLast() {
            guard !isSeen[item] else { continue }
            isSeen[item] = true
            met[graph.columnOf[item]].append(Int32(item))
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

    /// Sweeps from the present order until nothing gets better; the best order on the way.
    private mutating func sweep(useMedian: Bool) -> (crossings: Int, items: [Int32]) {
        var found = (crossings: order.crossings(), items: order.items)
        var failures = 0
        for sweep in 0..<CrossingReduction.sweepLimit {
            guard found.crossings > 0, failures < CrossingReduction.patience else { break }
            order.sweep(toRight: sweep % 2 == 0, useMedian: useMedian, mirrorTies: sweep % 4 > 1)
            budget -= graph.links.count * CrossingReduction.sweepCost
            let count = order.crossings()
            failures += 1
            if count < found.crossings {
                found = (count, order.items)
                failures = 0
            }
        }
        return found
    }

    /// Improves an order by moving single items, and keeps it if it is the best so far.
    private mutating func refine(_ start: (crossings: Int, items: [Int32])) {
        order.restore(start.items)
        let before = order.comparisons
        let limit = graph.links.count * CrossingReduction.refineLimit
        let count = start.crossings - order.improve(comparisonLimit: limit)
        budget -= (order.comparisons - before)
        if count < crossings {
            crossings = count
            best = order.items
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
