import Plotting
import Terminal
import Testing

@Suite("Layout cache")
struct GraphLayoutCacheTests {
    private static func pipeline(_ names: [String]) -> (LayeredGraph, [String]) {
        let needs: [String: [String]] = [
            "clean": ["load"], "split": ["clean"], "train": ["split"], "tune": ["split"],
            "test": ["train", "tune"], "report": ["test"], "audit": ["clean"], "card": ["audit"],
        ]
        let edges = names.enumerated().flatMap { index, name in
            (needs[name] ?? []).compactMap { names.firstIndex(of: $0) }
                .map { GraphEdge(from: $0, to: index) }
        }
        let sizes = names.map { _ in Size(width: 10, height: 4) }
        return (LayeredGraph(sizes: sizes, edges: edges), names)
    }

    @Test("the same graph is laid out once, with each spacing")
    func cached() {
        var cache = GraphLayoutCache<String>()
        let (graph, keys) = GraphLayoutCacheTests.pipeline(["load", "clean", "split"])
        let first = cache.layout(graph, keys: keys, spacing: .boxes)
        let second = cache.layout(graph, keys: keys, spacing: .boxes)
        #expect(first == second)
        #expect(cache.layoutsMade == 1)
        _ = cache.layout(graph, keys: keys, spacing: .pills)
        _ = cache.layout(graph, keys: keys, spacing: .boxes)
        #expect(cache.layoutsMade == 2)
    }

    @Test("a change of state changes style and text inside of nodes only")
    func stateChange() {
        var cache = GraphLayoutCache<Int>()
        func drawn(_ nodes: [GraphNode]) -> [Substring] {
            let edges = SampleGraph.fan.edges
            let picture = GraphPicture(
                nodes,
                edges: edges,
                keys: Array(nodes.indices),
                level: .box,
                cache: &cache
            )
            var canvas = Canvas(size: picture.size)
            picture.draw(on: &canvas)
            return canvas.text.split(separator: "\n", omittingEmptySubsequences: false)
        }
        var nodes = SampleGraph.fan.nodes
        let before = drawn(nodes)
        for index in nodes.indices {
            nodes[index].glyph = "✗"
            nodes[index].style = Style(.failed)
            nodes[index].progress = .init(0.99, isEstimate: true)
            nodes[index].badge = "⚑"
        }
        let after = drawn(nodes)
        #expect(cache.layoutsMade == 1)
        let lines: Set<Character> = ["─", "│", "├", "┬", "╰", "╯", "╭", "╮", "▶", "┴", "┤", "┼"]
        for (old, new) in zip(before, after) {
            for (x, character) in old.enumerated() where lines.contains(character) {
                #expect(Array(new)[x] == character)
            }
        }
        #expect(before != after)
    }

    @Test("a stage that is added moves no other to another place in its column")
    func stable() {
        var cache = GraphLayoutCache<String>()
        let names = ["load", "clean", "split", "train", "tune", "test", "report"]
        let (graph, keys) = GraphLayoutCacheTests.pipeline(names)
        let before = cache.layout(graph, keys: keys, spacing: .boxes)
        let (larger, more) = GraphLayoutCacheTests.pipeline(["audit"] + names + ["card"])
        let after = cache.layout(larger, keys: more, spacing: .boxes)
        for index in names.indices {
            #expect(before.columnOf[index] == after.columnOf[index + 1])
            #expect(before.nodes[index].x == after.nodes[index + 1].x)
        }
        let order = after.columns.map {
            $0.filter { (1...names.count).contains($0) }.map { $0 - 1 }
        }
        #expect(order == before.columns)
    }
}
