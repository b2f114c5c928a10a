import Plotting
import Terminal
import Testing

@Suite("Moving about a graph")
struct GraphPictureTests {
    private static func picture(_ sample: SampleGraph, _ level: GraphLevel) -> GraphPicture {
        var cache = GraphLayoutCache<Int>()
        let nodes = sample.nodes
        return GraphPicture(
            nodes,
            edges: sample.edges,
            keys: Array(nodes.indices),
            level: level,
            cache: &cache
        )
    }

    @Test(
        "steps go along edges, and up and down within a column",
        arguments: [GraphLevel.box, .pill]
    )
    func moves(level: GraphLevel) {
        let picture = GraphPictureTests.picture(.fan, level)
        #expect(picture.first == 0)
        #expect(picture.last == 4)
        #expect(picture.move(from: 0, .left) == nil)
        #expect(picture.move(from: 0, .right) == 2)
        #expect(picture.move(from: 2, .up) == 1)
        #expect(picture.move(from: 2, .down) == 3)
        #expect(picture.move(from: 3, .right) == 4)
        #expect(picture.move(from: 3, .left) == 0)
        #expect(picture.move(from: 4, .left) == 2)
        #expect(picture.move(from: 99, .left) == 0)
    }

    @Test("in the list up and down go by rows")
    func listMoves() {
        let picture = GraphPictureTests.picture(.diamond, .list)
        #expect(picture.move(from: 0, .down) == 1)
        #expect(picture.move(from: 1, .down) == 2)
        #expect(picture.move(from: 0, .up) == nil)
        #expect(picture.move(from: 3, .left) == 2)
        #expect(picture.move(from: 0, .right) == 1)
    }

    @Test(
        "the richest level that fits is chosen",
        arguments: [(80, 20, GraphLevel.box), (80, 4, .pill), (30, 20, .list), (5, 1, .list)]
    )
    func fitting(width: Int, height: Int, level: GraphLevel) {
        var cache = GraphLayoutCache<Int>()
        let nodes = SampleGraph.diamond.nodes
        let picture = GraphPicture.fitting(
            nodes,
            edges: SampleGraph.diamond.edges,
            keys: Array(nodes.indices),
            in: Size(width: width, height: height),
            cache: &cache
        )
        #expect(picture.level == level)
    }

    @Test("the window moves no further than the selection asks for, and never beyond the picture")
    func viewport() {
        let picture = Size(width: 200, height: 50)
        let window = Size(width: 40, height: 10)
        var viewport = GraphViewport()
        viewport.show(Rect(x: 10, y: 2, width: 12, height: 4), of: picture, in: window)
        #expect(viewport.origin == .zero)
        viewport.show(Rect(x: 60, y: 20, width: 12, height: 4), of: picture, in: window)
        #expect(viewport.origin == Point(x: 36, y: 15))
        viewport.show(Rect(x: 188, y: 46, width: 12, height: 4), of: picture, in: window)
        #expect(viewport.origin == Point(x: 160, y: 40))
        viewport.pan(x: -500, y: 3, of: picture, in: window)
        #expect(viewport.origin == Point(x: 0, y: 40))
        viewport.centre(Rect(x: 90, y: 20, width: 20, height: 10), of: picture, in: window)
        #expect(viewport.origin == Point(x: 80, y: 20))
    }

    @Test("what lies outside of the window is counted at its edges, the worst named")
    func counts() {
        var cache = GraphLayoutCache<Int>()
        var nodes = SampleGraph.chain.nodes
        nodes[2].glyph = "✗"
        nodes[2].severity = 2
        let picture = GraphPicture(
            nodes,
            edges: SampleGraph.chain.edges,
            keys: [0, 1, 2],
            level: .box,
            cache: &cache
        )
        var canvas = Canvas(width: 14, height: 4)
        picture.draw(on: &canvas, viewport: GraphViewport(origin: Point(x: 15, y: 0)))
        #expect(canvas.text.contains("◂ 1 more"))
        #expect(canvas.text.contains("✗ 1 more ▸"))
    }

    @Test("each node answers to the mouse where it is drawn")
    func regions() {
        var cache = GraphLayoutCache<Int>()
        let nodes = SampleGraph.chain.nodes
        let picture = GraphPicture(
            nodes,
            edges: SampleGraph.chain.edges,
            keys: [0, 1, 2],
            level: .box,
            cache: &cache
        )
        var canvas = Canvas(size: picture.size)
        picture.draw(on: &canvas)
        let place = picture.rect(of: 1, width: 0)
        let region = canvas.grid.region(at: Point(x: place.x + 2, y: place.y + 1))
        #expect(region == Region(id: RegionID(GraphPicture.regionName, 1), rect: place))
    }

    @Test("the lines of the selected node are lit and no others")
    func lit() {
        var cache = GraphLayoutCache<Int>()
        let nodes = SampleGraph.chain.nodes
        let picture = GraphPicture(
            nodes,
            edges: SampleGraph.chain.edges,
            keys: [0, 1, 2],
            level: .pill,
            cache: &cache
        )
        var canvas = Canvas(size: picture.size)
        picture.draw(on: &canvas, selected: 0)
        let accents = canvas.grid.runs(ofRow: 0).filter { $0.style.foreground == .role(.accent) }
        #expect(accents.map(\.text) == ["───▶"])
    }

    @Test("a strip shows the severest members first and shares out what does not fit")
    func strip() {
        var cache = GraphLayoutCache<Int>()
        var node = GraphNode(title: "train", glyph: "●", style: Style(.running))
        node.strip = (0..<40).map { index in
            index == 39
                ? .init(glyph: "✗", style: Style(.failed), severity: 3)
                : .init(
                    glyph: index < 20 ? "✓" : "●",
                    style: Style(.done),
                    severity: index < 20 ? 0 : 1
                )
        }
        let picture = GraphPicture([node], edges: [], keys: [0], level: .box, cache: &cache)
        var canvas = Canvas(size: picture.size)
        picture.draw(on: &canvas)
        #expect(canvas.text.split(separator: "\n")[2] == "│✗●●●●✓✓✓✓✓│")
    }
}
