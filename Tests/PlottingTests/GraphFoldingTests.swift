import Plotting
import Testing

@Suite("Folding of fan-outs")
struct GraphFoldingTests {
    private static func edges(_ pairs: [(Int, Int)]) -> [GraphEdge] {
        pairs.map { GraphEdge(from: $0.0, to: $0.1) }
    }

    @Test("members of one base become one node and their edges one edge")
    func folds() {
        let names = ["prepare", "train@a", "train@b", "train@c", "test@a", "report"]
        let folding = GraphFolding(
            names: names,
            edges: GraphFoldingTests.edges([(0, 1), (0, 2), (0, 3), (1, 4), (1, 5), (2, 5), (4, 5)])
        )
        #expect(folding.groups.map(\.name) == ["prepare", "train", "test@a", "report"])
        #expect(folding.groups.map(\.members) == [[0], [1, 2, 3], [4], [5]])
        #expect(folding.edges == GraphFoldingTests.edges([(0, 1), (1, 2), (1, 3), (2, 3)]))
        #expect(folding.groupOf == [0, 1, 1, 1, 2, 3])
    }

    @Test("a fan-out that was opened stays unfolded")
    func unfolded() {
        let folding = GraphFolding(names: ["train@a", "train@b"], edges: [], unfolded: ["train"])
        #expect(folding.groups.map(\.name) == ["train@a", "train@b"])
    }

    @Test("members that wait for each other over other stages are not folded into a cycle")
    func knots() {
        let folding = GraphFolding(
            names: ["step@1", "check", "step@2", "sweep@a", "sweep@b"],
            edges: GraphFoldingTests.edges([(0, 1), (1, 2), (2, 3), (2, 4)])
        )
        #expect(folding.groups.map(\.name) == ["step@1", "check", "step@2", "sweep"])
    }

    @Test(
        "the base is what stands before the member's key",
        arguments: [
            ("train@a", "train"), ("etl/dvc.yaml:load@x@y", "etl/dvc.yaml:load"),
            ("a@b/dvc.yaml:train", nil), ("@a", nil), ("train", nil),
        ] as [(String, String?)]
    )
    func base(name: String, base: String?) {
        #expect(GraphFolding.base(of: name) == base)
    }

    @Test("names that look alike but have other bytes are not one fan-out")
    func bytes() {
        let folding = GraphFolding(names: ["caf\u{e9}@a", "cafe\u{301}@b"], edges: [])
        #expect(folding.groups.count == 2)
    }
}
