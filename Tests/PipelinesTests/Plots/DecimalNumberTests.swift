import Domain
import Pipelines
import Testing

@Suite("Numbers in tables")
struct DecimalNumberTests {
    /// The values of a table with one column, as a plot reads them.
    private func values(_ texts: [String]) throws -> [Double] {
        let folder = try TemporaryFolder()
        try folder.write("v.csv", "v\n1\n" + texts.map { "\"\($0)\"\n" }.joined())
        let file = try StageFile(
            YAMLFile(bytes: Array("plots: [v.csv]".utf8), path: "dvc.yaml"),
            root: folder.path
        )
        let plots = PlotReader(root: folder.path).plots(of: file.sections.plots)
        guard case .lines(let series) = plots[0].content else { return [] }
        return series[0].points.dropFirst().map(\.y)
    }

    @Test("are those that Swift reads, to the last bit")
    func numbers() throws {
        var texts = ["0.1", "-0.1", "123456789012345", "1234567890123456", "0.000001", "5.", ".5"]
        texts += ["1e-7", "1E5", "+2", " 3 ", "2.718281828459045", "179769313486231570000", "-0"]
        texts += (1...300).map { "0.\($0 * 7919)" }
        let expected = try texts.map { text in
            let plain = text.filter { $0 != " " }
            return try #require(Double(plain.hasSuffix(".") ? plain + "0" : plain))
        }
        let found = try values(texts)
        #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    }

    @Test("no number is a gap", arguments: ["nan", "", "-", ".", "1.2.3", "1,5", "x1"])
    func gaps(text: String) throws {
        let found = try values([text])
        #expect(found.count <= 1)
        #expect(found.allSatisfy { $0.isNaN })
    }
}
