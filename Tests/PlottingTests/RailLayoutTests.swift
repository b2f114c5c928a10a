import Plotting
import Testing

@Suite("Rail list")
struct RailLayoutTests {
    @Test("each node has one row, after all it needs", arguments: 0..<10)
    func order(seed: Int) {
        let graph = LayeredGraph.random(seed: seed, nodes: 30, density: 1.6)
        let rail = RailLayout(nodeCount: 30, edges: graph.edges)
        #expect(rail.order.sorted() == Array(0..<30))
        for edge in graph.edges { #expect(rail.rowOf[edge.from] < rail.rowOf[edge.to]) }
    }

    @Test("a chain needs one lane, a fan-out one more")
    func lanes() {
        let chain = (0..<5).map { GraphEdge(from: $0, to: $0 + 1) }
        #expect(RailLayout(nodeCount: 6, edges: chain).laneCount == 1)
        let fan = (1..<6).map { GraphEdge(from: 0, to: $0) }
        #expect(RailLayout(nodeCount: 6, edges: fan).laneCount == 2)
    }

    @Test("a cycle ends")
    func cycle() {
        let rail = RailLayout(nodeCount: 2, edges: [.init(from: 0, to: 1), .init(from: 1, to: 0)])
        #expect(rail.order == [0, 1])
    }
}
