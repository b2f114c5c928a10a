/// The links that are drawn as straight lines: at most one on each side of an item, none of them
/// crossing another, and the heaviest such set in each gap between columns.
struct StraightLinks {
    /// The straight link that ends in each item, -1 for none.
    private(set) var intoItem: [Int]

    init(_ graph: ColumnGraph, columns: [[Int]]) {
        intoItem = [Int](repeating: -1, count: graph.itemCount)
        var places = [Int](repeating: 0, count: graph.itemCount)
        for column in columns {
            for (place, item) in column.enumerated() { places[item] = place }
        }
        let weights = StraightLinks.weights(graph, places)
        for (column, next) in zip(columns, columns.dropFirst()) {
            choose(graph, column, places, weights, width: next.count)
        }
    }

    /// How much each link wants to be straight.
    private static func weights(_ graph: ColumnGraph, _ places: [Int]) -> [Int] {
        var weights = graph.links.map { link in
            switch (graph.isPass(link.tail), graph.isPass(link.head)) {
            case (true, true): 64
            case (true, false), (false, true): 10
            case (false, false): 14
            }
        }
        for item in 0..<graph.itemCount {
            let out = graph.linksOut[item].sorted {
                places[graph.links[$0].head] < places[graph.links[$1].head]
            }
            let into = graph.linksIn[item].sorted {
                places[graph.links[$0].tail] < places[graph.links[$1].tail]
            }
            // The middle of a fan runs straight on, and so does a chain.
            for fan in [out, into] where !fan.isEmpty {
                weights[fan[(fan.count - 1) / 2]] += fan.count == 1 ? 5 : 3
            }
        }
        return weights
    }

    /// The heaviest chain of links whose tails and heads both go downward.
    private mutating func choose(
        _ graph: ColumnGraph,
        _ column: [Int],
        _ places: [Int],
        _ weights: [Int],
        width: Int
    ) {
        var best = [(weight: Int, link: Int)](repeating: (0, -1), count: width + 1)
        var before: [Int: Int] = [:]
        for tail in column {
            // From the lowest head up, so that two links of one tail never follow each other.
            let links = graph.linksOut[tail].sorted {
                places[graph.links[$0].head] > places[graph.links[$1].head]
            }
            for link in links {
                let place = places[graph.links[link].head]
                var sum = (weight: 0, link: -1)
                var index = place
                while index > 0 {
                    if best[index].weight > sum.weight { sum = best[index] }
                    index -= index & -index
                }
                before[link] = sum.link
                let weight = sum.weight + weights[link]
                index = place + 1
                while index <= width {
                    if weight > best[index].weight { best[index] = (weight, link) }
                    index += index & -index
                }
            }
        }
        var last = (weight: 0, link: -1)
        var index = width
        while index > 0 {
            if best[index].weight > last.weight { last = best[index] }
            index -= index & -index
        }
        var link = last.link
        while link >= 0 {
            intoItem[graph.links[link].head] = link
            link = before[link] ?? -1
        }
    }
}
