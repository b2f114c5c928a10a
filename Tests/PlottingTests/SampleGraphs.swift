import Plotting
import Terminal

/// Small graphs that tests draw, and random ones by seed.
enum SampleGraph: String, CaseIterable {
    case none, single, chain, diamond, fan, skips, twoParts, cycle, wideNames

    var names: [SafeText] {
        switch self {
        case .none: []
        case .single: ["train"]
        case .chain: ["load", "clean", "train"]
        case .diamond: ["load", "left", "right", "join"]
        case .fan: ["load", "a", "b", "c", "join"]
        case .skips: ["load", "clean", "train", "report"]
        case .twoParts: ["load", "train", "docs", "site"]
        case .cycle: ["ask", "try", "judge"]
        case .wideNames: ["取得", "データの準備", "a-very-long-stage-name-that-goes-on"]
        }
    }

    var edges: [GraphEdge] {
        let pairs: [(Int, Int)] =
            switch self {
            case .none, .single: []
            case .chain, .wideNames: [(0, 1), (1, 2)]
            case .diamond: [(0, 1), (0, 2), (1, 3), (2, 3)]
            case .fan: [(0, 1), (0, 2), (0, 3), (1, 4), (2, 4), (3, 4)]
            case .skips: [(0, 1), (1, 2), (2, 3), (0, 2), (0, 3), (1, 3)]
            case .twoParts: [(0, 1), (2, 3)]
            case .cycle: [(0, 1), (1, 2), (2, 0)]
            }
        return pairs.map { GraphEdge(from: $0.0, to: $0.1) }
    }

    var nodes: [GraphNode] {
        names.enumerated().map { index, name in
            switch index {
            case 0:
                GraphNode(title: name, glyph: "✓", style: Style(.done), lines: ["0.8 s"])
            case 1:
                GraphNode(
                    title: name,
                    glyph: "●",
                    style: Style(.running),
                    progress: .init(0.5),
                    infoRows: 1
                )
            default:
                GraphNode(
                    title: name,
                    glyph: "○",
                    style: Style(.planned),
                    isGhost: true,
                    infoRows: 0
                )
            }
        }
    }

    /// The whole picture as text.
    func text(_ level: GraphLevel, _ glyphs: GlyphSet) -> String {
        var cache = GraphLayoutCache<Int>()
        let nodes = nodes
        let picture = GraphPicture(
            nodes,
            edges: edges,
            keys: Array(nodes.indices),
            level: level,
            cache: &cache
        )
        let width = level == .list ? 60 : picture.size.width
        var canvas = Canvas(width: width, height: picture.size.height, glyphs: glyphs)
        picture.draw(on: &canvas)
        return canvas.text
    }
}

extension LayeredGraph {
    /// A graph without cycles that is the same for the same seed.
    static func random(
        seed: Int,
        nodes count: Int,
        density: Double,
        height: Int = 4
    ) -> LayeredGraph {
        var random = TestRandom(state: UInt64(seed))
        var seen = Set<GraphEdge>()
        var edges: [GraphEdge] = []
        for _ in 0..<Int(Double(count) * density) {
            let first = random.next(below: count)
            let second = min(count - 1, first + 1 + random.next(below: max(2, count / 3)))
            let edge = GraphEdge(from: first, to: second)
            if first < second, seen.insert(edge).inserted { edges.append(edge) }
        }
        let sizes = (0..<count).map { _ in Size(width: 8 + random.next(below: 6), height: height) }
        return LayeredGraph(sizes: sizes, edges: edges)
    }
}

struct TestRandom {
    var state: UInt64

    mutating func next(below limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(max(1, limit)))
    }
}
