import Plotting
import Terminal
import Testing

@Suite("Graph layout")
struct GraphLayoutTests {
    /// Seeds with their node counts, densities and heights: boxes and pills, thin and dense.
    private static let cases: [(seed: Int, nodes: Int, density: Double, height: Int)] =
        (0..<36).map {
            ($0, 4 + $0 % 20, [0.8, 1.2, 1.8, 2.5][$0 % 4], $0 % 3 == 0 ? 1 : 3 + $0 % 2)
        }

    private static func layout(
        _ sample: (seed: Int, nodes: Int, density: Double, height: Int)
    ) -> (LayeredGraph, GraphLayout) {
        let graph = LayeredGraph.random(
            seed: sample.seed,
            nodes: sample.nodes,
            density: sample.density,
            height: sample.height
        )
        return (graph, GraphLayout(graph, spacing: sample.height == 1 ? .pills : .boxes))
    }

    @Test("every line leads from its source to exactly its targets", arguments: cases)
    func tracing(sample: (seed: Int, nodes: Int, density: Double, height: Int)) {
        let (graph, layout) = GraphLayoutTests.layout(sample)
        let tracer = LineTracer(layout)
        for node in 0..<graph.nodeCount {
            let targets = Set(graph.edges.filter { $0.from == node }.map(\.to))
            #expect(tracer.targets(of: node) == targets, "seed \(sample.seed), node \(node)")
        }
    }

    @Test("no line runs through a node and no node stands on another one", arguments: cases)
    func boxesAreFree(sample: (seed: Int, nodes: Int, density: Double, height: Int)) {
        let (_, layout) = GraphLayoutTests.layout(sample)
        for (index, rect) in layout.nodes.enumerated() {
            for other in layout.nodes.dropFirst(index + 1) {
                #expect(rect.intersection(other).isEmpty)
            }
            let port = layout.portRow(of: index)
            for wire in layout.wires {
                let low = Point(x: wire.start.x, y: wire.start.y)
                let cells = Rect(
                    x: low.x,
                    y: low.y,
                    width: wire.end.x - low.x + 1,
                    height: wire.end.y - low.y + 1
                ).intersection(rect)
                guard !cells.isEmpty else { continue }
                // Only the border cell of the port row, on the right or on the left side.
                #expect(cells.width == 1 && cells.height == 1 && cells.y == port)
                #expect(cells.x == rect.x || cells.x == rect.maxX - 1)
            }
        }
    }

    @Test("edges that share a piece of line have to do with each other", arguments: cases)
    func sharedPieces(sample: (seed: Int, nodes: Int, density: Double, height: Int)) {
        let (graph, layout) = GraphLayoutTests.layout(sample)
        let edges = Set(graph.edges)
        var users: [GraphWire: [GraphEdge]] = [:]
        for route in layout.routes {
            for (start, end) in zip(route.points, route.points.dropFirst()) {
                #expect(start.x == end.x || start.y == end.y, "lines are level or upright")
                for piece in GraphWire(from: start, to: end).pieces {
                    users[piece, default: []].append(route.edge)
                }
            }
        }
        for sharing in users.values where sharing.count > 1 {
            for (first, second) in zip(sharing, sharing.dropFirst()) {
                let isCrossed =
                    edges.contains(GraphEdge(from: first.from, to: second.to))
                    && edges.contains(GraphEdge(from: second.from, to: first.to))
                #expect(first.from == second.from || first.to == second.to || isCrossed)
            }
        }
    }

    @Test("the picture is no larger than its nodes and lines need", arguments: cases)
    func bounds(sample: (seed: Int, nodes: Int, density: Double, height: Int)) {
        let (graph, layout) = GraphLayoutTests.layout(sample)
        let passes = graph.edges.reduce(0) {
            $0 + max(0, abs(layout.columnOf[$1.to] - layout.columnOf[$1.from]) - 1)
        }
        let nodeRows = graph.sizes.reduce(0) { $0 + $1.height }
        #expect(layout.size.height <= nodeRows + passes + graph.edges.count)
        let widest = graph.sizes.map(\.width).max() ?? 0
        #expect(
            layout.size.width
                <= layout.columns.count * (widest + 3) + 2 * (graph.edges.count + passes)
        )
        for rect in layout.nodes {
            #expect(rect.x >= 0 && rect.y >= 0)
            #expect(rect.maxX <= layout.size.width && rect.maxY <= layout.size.height)
        }
        for wire in layout.wires {
            #expect(Rect(size: layout.size).contains(wire.start))
            #expect(Rect(size: layout.size).contains(wire.end))
        }
    }

    @Test("equal graphs get equal layouts")
    func deterministic() {
        let graph = LayeredGraph.random(seed: 5, nodes: 18, density: 1.8)
        #expect(GraphLayout(graph) == GraphLayout(graph))
    }

    @Test("every arc goes to a later column; those that close a cycle are turned round")
    func cycles() {
        let pairs = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 1), (3, 3), (0, 9)]
        let graph = LayeredGraph(
            sizes: [Size](repeating: Size(width: 6, height: 3), count: 4),
            edges: pairs.map { GraphEdge(from: $0.0, to: $0.1) }
        )
        let layout = GraphLayout(graph)
        #expect(layout.routes.map(\.isBackward) == [false, false, true, false, true])
        for route in layout.routes {
            let isForward = layout.columnOf[route.edge.from] < layout.columnOf[route.edge.to]
            #expect(isForward != route.isBackward)
        }
    }

    @Test("what needs nothing stands beside what needs it, not in the first column")
    func pulledToSuccessors() {
        let pairs = [(0, 1), (1, 2), (2, 3), (4, 3)]
        let graph = LayeredGraph(
            sizes: [Size](repeating: Size(width: 6, height: 3), count: 5),
            edges: pairs.map { GraphEdge(from: $0.0, to: $0.1) }
        )
        #expect(GraphLayout(graph).columnOf == [0, 1, 2, 3, 2])
    }

    @Test("a chain is one straight line")
    func straightChain() {
        let graph = LayeredGraph(
            sizes: [3, 5, 4, 3].map { Size(width: 6, height: $0) },
            edges: (0..<3).map { GraphEdge(from: $0, to: $0 + 1) }
        )
        let layout = GraphLayout(graph)
        #expect(Set((0..<4).map { layout.portRow(of: $0) }).count == 1)
        #expect(layout.routes.allSatisfy { $0.points.count == 2 })
    }

    @Test("deep chains and wide fans are no danger")
    func extremes() {
        let size = Size(width: 4, height: 1)
        let chain = LayeredGraph(
            sizes: [Size](repeating: size, count: 3_000),
            edges: (0..<2_999).map { GraphEdge(from: $0, to: $0 + 1) }
        )
        #expect(GraphLayout(chain).columns.count == 3_000)
        let fan = LayeredGraph(
            sizes: [Size](repeating: size, count: 400),
            edges: (1..<400).map { GraphEdge(from: 0, to: $0) }
        )
        #expect(GraphLayout(fan, spacing: .pills).size.height == 399)
    }
}

extension GraphWire {
    /// The wire in pieces from one cell to the next.
    fileprivate var pieces: [GraphWire] {
        let length = max(end.x - start.x, end.y - start.y)
        return (0..<max(0, length)).map { index in
            let place = start.moved(x: isUpright ? 0 : index, y: isUpright ? index : 0)
            return GraphWire(
                from: place,
                to: place.moved(x: isUpright ? 0 : 1, y: isUpright ? 1 : 0)
            )
        }
    }
}
