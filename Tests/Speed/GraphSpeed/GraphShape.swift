import Plotting
import Terminal

/// A graph to lay out, with a name for the table.
struct GraphShape {
    let name: String
    let nodeCount: Int
    let edges: [(Int, Int)]

    var graph: LayeredGraph {
        LayeredGraph(
            sizes: (0..<nodeCount).map { Size(width: 12 + $0 % 3 * 2, height: 4) },
            edges: edges.map { GraphEdge(from: $0.0, to: $0.1) }
        )
    }
}

extension GraphShape {
    /// The graphs whose crossings are compared with those of `dot`.
    static var compared: [GraphShape] {
        var shapes = [tutorial, forecasting, monorepo(teams: 4), monorepo(teams: 12)]
        shapes += [20, 100, 300].map(sweep)
        shapes += [30, 300].map(deepChain)
        shapes += [40, 200, 1_000].map(tree)
        for (count, density) in [
            (20, 1.2), (20, 1.8), (20, 2.5), (50, 1.2), (50, 1.8), (50, 2.5),
            (100, 1.2), (100, 1.6), (100, 2.0), (100, 2.5), (200, 1.5), (200, 2.0),
            (500, 1.2), (500, 1.6), (500, 2.0), (1_000, 1.2), (1_000, 1.5), (1_000, 2.0),
            (1_000, 2.5),
        ] {
            shapes.append(layered(count: count, density: density, seed: UInt64(count)))
        }
        for count in [20, 50, 100, 200] { shapes.append(uniform(count: count, density: 1.5)) }
        return shapes
    }

    /// The stages of DVC's own tutorial.
    static let tutorial = GraphShape(
        name: "DVC get-started",
        nodeCount: 5,
        edges: [(0, 1), (1, 2), (2, 3), (1, 3), (3, 4), (2, 4)]
    )

    /// A forecasting pipeline: sources joined, features by group, models by horizon, one report.
    static let forecasting: GraphShape = {
        var edges: [(Int, Int)] = []
        let sources = 0..<6
        let cleaned = 6..<12
        let joined = 12
        let features = 13..<20
        let models = 20..<34
        for source in sources { edges.append((source, cleaned.lowerBound + source)) }
        for node in cleaned { edges.append((node, joined)) }
        for feature in features { edges.append((joined, feature)) }
        for feature in features where feature % 2 == 0 { edges.append((6, feature)) }
        for model in models {
            edges.append((features.lowerBound + model % 7, model))
            edges.append((features.lowerBound + (model + 1) % 7, model))
            edges.append((model, 34))
            edges.append((model, 35))
        }
        edges += [(34, 36), (35, 36), (joined, 36)]
        return GraphShape(name: "forecasting", nodeCount: 37, edges: edges)
    }()

    /// Training pipelines side by side that share their data, and a release that needs them all.
    static func monorepo(teams: Int) -> GraphShape {
        var edges: [(Int, Int)] = [(0, 1), (0, 2), (1, 3), (2, 3)]
        let perTeam = 7
        let last = 4 + teams * perTeam
        for team in 0..<teams {
            let base = 4 + team * perTeam
            edges += [
                (3, base), (base, base + 1), (base, base + 2), (base + 1, base + 3),
                (base + 2, base + 3), (base + 3, base + 4), (base, base + 5), (base + 4, base + 5),
                (base + 5, base + 6), (base + 4, base + 6), (base + 6, last), (base + 4, last),
            ]
            if team > 0 { edges.append((base - perTeam + 1, base + 3)) }
        }
        return GraphShape(name: "monorepo of \(teams)", nodeCount: last + 1, edges: edges)
    }

    /// A foreach over many members: prepared, trained and judged each, then gathered.
    static func sweep(members: Int) -> GraphShape {
        var edges: [(Int, Int)] = [(0, 1)]
        let gather = 2 + members * 2
        for member in 0..<members {
            edges += [
                (1, 2 + member), (2 + member, 2 + members + member),
                (2 + members + member, gather), (1, 2 + members + member),
            ]
        }
        edges.append((gather, gather + 1))
        return GraphShape(name: "foreach of \(members)", nodeCount: gather + 2, edges: edges)
    }

    /// A long chain with side results that are used some steps later.
    static func deepChain(length: Int) -> GraphShape {
        var edges: [(Int, Int)] = []
        for step in 0..<(length - 1) {
            edges.append((step, step + 1))
            if step % 5 == 0, step + 4 < length { edges.append((step, step + 4)) }
        }
        return GraphShape(name: "chain of \(length)", nodeCount: length, edges: edges)
    }

    static func tree(count: Int) -> GraphShape {
        var random = SpeedRandom(state: UInt64(count))
        let edges = (1..<count).map { (random.next(below: max(1, $0 * 2 / 3)), $0) }
        return GraphShape(name: "tree of \(count)", nodeCount: count, edges: edges)
    }

    /// Layers of random width; edges go to one of the next layers, mostly the very next.
    static func layered(count: Int, density: Double, seed: UInt64) -> GraphShape {
        var random = SpeedRandom(state: seed &* 31 &+ UInt64(density * 10))
        var layers: [[Int]] = []
        var next = 0
        let width = max(2, Int(Double(count).squareRoot()))
        while next < count {
            let size = min(count - next, 1 + random.next(below: width * 2 - 1))
            layers.append(Array(next..<(next + size)))
            next += size
        }
        var edges: [(Int, Int)] = []
        for index in layers.indices.dropFirst() {
            for node in layers[index] {
                edges.append((layers[index - 1][random.next(below: layers[index - 1].count)], node))
            }
        }
        var seen = Set(edges.map { $0.0 * count + $0.1 })
        while edges.count < Int(Double(count) * density), layers.count > 1 {
            let from = random.next(below: layers.count - 1)
            let isLong = random.next(below: 10) == 0
            let to = min(layers.count - 1, from + 1 + (isLong ? random.next(below: 4) : 0))
            let tail = layers[from][random.next(below: layers[from].count)]
            let head = layers[to][random.next(below: layers[to].count)]
            if seen.insert(tail * count + head).inserted { edges.append((tail, head)) }
        }
        return GraphShape(name: "layered \(count) × \(density)", nodeCount: count, edges: edges)
    }

    /// Edges between any two nodes, from the lower to the higher number.
    static func uniform(count: Int, density: Double) -> GraphShape {
        var random = SpeedRandom(state: UInt64(count) &* 77)
        var edges: [(Int, Int)] = []
        var seen = Set<Int>()
        while edges.count < Int(Double(count) * density) {
            let first = random.next(below: count)
            let second = random.next(below: count)
            let (tail, head) = (min(first, second), max(first, second))
            if tail < head, seen.insert(tail * count + head).inserted { edges.append((tail, head)) }
        }
        return GraphShape(name: "uniform \(count) × \(density)", nodeCount: count, edges: edges)
    }
}

/// Numbers that are the same in every run.
struct SpeedRandom {
    var state: UInt64

    mutating func next(below limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(1, limit)))
    }
}

extension GraphShape {
    /// Graphs too large to draw whole, laid out for their time.
    static var large: [GraphShape] {
        [
            layered(count: 10_000, density: 1.2, seed: 7),
            layered(count: 10_000, density: 1.8, seed: 7),
            deepChain(length: 10_000), tree(count: 10_000), sweep(members: 4_999),
        ]
    }
}
