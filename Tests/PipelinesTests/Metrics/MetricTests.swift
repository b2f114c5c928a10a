import Domain
import Pipelines
import Testing

@Suite("Metrics")
struct MetricTests {
    private func rows(_ text: String, _ path: ProjectPath) throws -> [String] {
        try MetricText.metrics(bytes: Array(text.utf8), path: path).map(Self.row)
    }

    private static func row(_ metric: Metric) -> String {
        "\(metric.name)=\(metric.value.words)"
    }

    @Test(
        "are what DVC shows of a file, under dotted names",
        arguments: [
            (
                #"{"acc": 0.123456789012, "n": {"a": 1, "b": {"c": 1e-7}}}"#, "m.json",
                ["acc=0.123456789012", "n.a=1", "n.b.c=1e-07"]
            ),
            (
                #"{"t": "word", "on": true, "no": null, "l": [1, 2], "e": {}}"#, "m.json",
                ["t=word", "on=true"]
            ),
            (
                "{\"big\": 12345678901234567890, \"v\": NaN, \"a.b\": 3}", "M.JSON",
                ["big=12345678901234567890", "v=nan", "a.b=3"]
            ),
            ("x: 1\n1: 2.5\ny: {z: .inf}\n", "m.yaml", ["x=1", "1=2.5", "y.z=inf"]),
            (
                "d: 2026-01-01\nt: 2026-1-1 10:20:30.5 +01:00\nz: 2026-01-01T10:20:30Z\n"
                    + "q: \"2026-01-01\"\nn: 2026-1-1\nm: 2026-01-01 10:20\ns: 10:20\n",
                "m.yaml", ["q=2026-01-01", "n=2026-1-1", "m=2026-01-01 10:20", "s=10:20"]
            ),
            ("[t]\nv = 1.50\nd = 2020-01-01\n[[l]]\na = 1\n", "m.toml", ["t.v=1.5"]),
            ("a: 3\n", "text.txt", ["a=3"]), ("0.5", "m.json", ["=0.5"]), ("[1]", "m.json", []),
        ]
    )
    func values(text: String, path: String, expected: [String]) throws {
        #expect(try rows(text, ProjectPath(path)) == expected)
    }

    @Test(
        "of a file that cannot be read are a mistake at its place",
        arguments: [
            ("{\n  \"a\": }", "m.json", "m.json:2:8: this is not valid JSON"),
            ("a = \n", "m.toml", "m.toml:1:5: this is not valid TOML"),
            ("a: [1", "m.yaml", "m.yaml:2:1: a ',' or ']' is missing"),
            ("\0\u{1}", "m.json", "m.json: is a binary file."),
            ("a = (", "m.py", "m.py:1:5: this is not valid Python"),
        ]
    )
    func mistakes(text: String, path: String, expected: String) throws {
        let error = try #require(throws: InputMistakes.self) { try rows(text, ProjectPath(path)) }
        #expect(error.description.hasPrefix(expected), "\(error)")
        #expect(error.description.hasSuffix("."))
    }

    @Test("that are no UTF-8 are a mistake", arguments: ["m.json", "m.toml", "m.yaml"])
    func encoding(path: String) {
        #expect(throws: InputMistakes.self) {
            try MetricText.metrics(bytes: [0x61, 0xff, 0xfe], path: ProjectPath(path))
        }
    }

    @Test("of a pipeline are those of all stages, whatever is wrong with one of them")
    func pipeline() throws {
        let folder = try TemporaryFolder()
        try folder.write("etl/good.json", #"{"a": 1}"#)
        try folder.write("etl/bad.json", "{bad")
        try folder.write("all/z.yaml", "q: 2")
        try folder.write("all/b/c.json", "{\"r\": 3}")
        let first = StageDefinition(
            name: "etl/dvc.yaml:load",
            place: SourcePlace(file: "etl/dvc.yaml", line: 2, column: 3),
            command: .text("load"),
            folder: "etl",
            outputs: ["bad.json", "lost.json", "good.json"].map {
                OutputDefinition(path: $0, kind: .metric)
            }
        )
        let second = StageDefinition(
            name: "test",
            place: SourcePlace(file: "dvc.yaml", line: 2, column: 3),
            command: .text("test"),
            outputs: [
                OutputDefinition(path: "model.json"), OutputDefinition(path: "all", kind: .metric),
            ]
        )
        let definition = PipelineDefinition(
            name: "p",
            file: "dvc.yaml",
            stages: [first, second].map { GraphStage(definition: $0, upstream: []) }
        )
        let files = MetricReader(root: folder.path).files(of: definition)
        let told = files.map { file in
            switch file.content {
            case .metrics(let metrics): "\(file.path) " + metrics.map(Self.row).joined()
            case .missing: "\(file.path) missing"
            case .unreadable(let lines): "\(file.path) \(lines.count) mistake"
            }
        }
        #expect(
            told == [
                "etl/bad.json 1 mistake", "etl/lost.json missing", "etl/good.json a=1",
                "all/b/c.json r=3", "all/z.yaml q=2",
            ]
        )
    }
}
