import Plotting
import Terminal
import Testing

@Suite("Crossings")
struct CrossingTests {
    /// Two columns and the lines between them, by seed.
    private static func twoColumns(seed: Int, left: Int, right: Int, lines: Int) -> ColumnGraph {
        var random = TestRandom(state: UInt64(seed))
        var seen = Set<GraphEdge>()
        for _ in 0..<lines {
            seen.insert(
                GraphEdge(from: random.next(below: left), to: left + random.next(below: right))
            )
        }
        // A line for everyone, so that nobody stands alone in another column.
        for node in 0..<left { seen.insert(GraphEdge(from: node, to: left + node % right)) }
        for node in 0..<right { seen.insert(GraphEdge(from: node % left, to: left + node)) }
        let edges = seen.sorted { ($0.from, $0.to) < ($1.from, $1.to) }
        let arcs = edges.map { EdgeDirection.Arc(tail: $0.from, head: $0.to, isReversed: false) }
        return ColumnGraph(
            arcs: arcs,
            columns: ColumnAssignment(nodeCount: left + right, arcs: arcs)
        )
    }

    private static func counted(_ graph: ColumnGraph, _ columns: [[Int]]) -> Int {
        var place = [Int: Int]()
        for column in columns { for (index, item) in column.enumerated() { place[item] = index } }
        var sum = 0
        for (index, first) in graph.links.enumerated() {
            for second in graph.links.dropFirst(index + 1)
            where graph.columnOf[first.tail] == graph.columnOf[second.tail] {
                let tails = (place[first.tail] ?? 0) - (place[second.tail] ?? 0)
                let heads = (place[first.head] ?? 0) - (place[second.head] ?? 0)
                if tails * heads < 0 { sum += 1 }
            }
        }
        return sum
    }

    private static func permutations(_ items: [Int]) -> [[Int]] {
        guard items.count > 1 else { return [items] }
        return items.indices.flatMap { index -> [[Int]] in
            var rest = items
            let item = rest.remove(at: index)
            return permutations(rest).map { [item] + $0 }
        }
    }

    @Test("the tree of sums counts what comparing all pairs counts", arguments: 0..<12)
    func counting(seed: Int) {
        let graph = CrossingTests.twoColumns(seed: seed, left: 9, right: 7, lines: 20 + seed)
        var order = ColumnOrder(graph)
        #expect(order.crossings() == CrossingTests.counted(graph, order.columns))
    }

    @Test("small columns get as few crossings as any order has", arguments: 0..<12)
    func optimum(seed: Int) {
        let graph = CrossingTests.twoColumns(seed: seed, left: 5, right: 4, lines: 6 + seed)
        let best = CrossingTests.permutations(Array(0..<5)).flatMap { left in
            CrossingTests.permutations(Array(5..<9)).map { [left, $0] }
        }.map { CrossingTests.counted(graph, $0) }.min()
        var reduction = CrossingReduction(graph)
        reduction.search()
        #expect(reduction.crossings == best)
        #expect(CrossingTests.counted(graph, reduction.order.columns) == best)
    }

    @Test("the count of a layout is that of its order", arguments: 0..<8)
    func reported(seed: Int) {
        let graph = LayeredGraph.random(seed: seed, nodes: 16, density: 2)
        let arcs = EdgeDirection(graph).arcs.compactMap { $0 }
        let columns = ColumnAssignment(nodeCount: 16, arcs: arcs)
        let columnGraph = ColumnGraph(arcs: arcs, columns: columns)
        var reduction = CrossingReduction(columnGraph)
        reduction.search()
        let counted = CrossingTests.counted(columnGraph, reduction.order.columns)
        #expect(reduction.crossings == counted)
    }
}
