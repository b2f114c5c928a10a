import Domain
import Pipelines
import Testing

@Suite("Plots")
struct PlotReaderTests {
    /// Files with plain tables, as a stage writes them.
    private func project() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("t.csv", "epoch,loss,acc\n0,1.0,0.3\n1,0.5,0.6\n")
        try folder.write("u.csv", "e,v\n5,1\n6,2\n")
        try folder.write("short.csv", "e\n5\n")
        try folder.write("nh.csv", "0,1.0\n1,0.5\n")
        try folder.write("logs/loss.tsv", "step\tloss\n0\t0.9\n\n1\tnan\n2\t0.1\n3\t")
        try folder.write("logs/a/acc.tsv", "step\tacc\n0\t0.5\n")
        try folder.write("rows.json", #"[{"k": 1, "v": 2}, {"k": "2", "v": true}, {"k": 3}]"#)
        try folder.write("deep.json", #"{"a": {"b": [{"p": 1}, {"p": 2}]}, "o": [{"z": 7}]}"#)
        try folder.write("y.yaml", "- {k: 1, v: .inf}\n- {k: 2, v: 4}\n")
        return folder
    }

    private func plots(_ folder: TemporaryFolder, _ yaml: String) throws -> [Plot] {
        let path: ProjectPath = "dvc.yaml"
        let file = try StageFile(
            YAMLFile(bytes: Array("plots: [\(yaml)]".utf8), path: path),
            root: folder.path.description
        )
        return PlotReader(root: folder.path.description).plots(of: file.sections.plots)
    }

    /// A plot on one line: its title, axes and points.
    private func words(_ plot: Plot) -> String {
        let content: String
        switch plot.content {
        case .lines(let series), .points(let series):
            content = series.map { series in
                let points = series.points.map { "\($0.x),\($0.y)" }.joined(separator: " ")
                return "\(series.label): \(points)"
            }.joined(separator: " | ")
        case .bars(let bars): content = bars.map { "\($0.name) \($0.value)" }.joined(separator: " ")
        case .matrix(let matrix): content = "\(matrix.columns) \(matrix.rows) \(matrix.counts)"
        case .image(let image): content = image.format
        case .missing: content = "missing"
        case .unreadable(let lines): content = lines.joined(separator: " ")
        }
        return "\(plot.title) \(plot.xLabel)/\(plot.yLabel) \(content)"
    }

    @Test(
        "are drawn over the number of the row, or what is asked for",
        arguments: [
            ("t.csv", ["t.csv step/acc acc: 0.0,0.3 1.0,0.6"]),
            ("{t.csv: {x: epoch, y: loss}}", ["t.csv epoch/loss loss: 0.0,1.0 1.0,0.5"]),
            (
                "{t.csv: {y: [loss, acc], title: T, x_label: X, y_label: Y}}",
                ["T X/Y loss: 0.0,1.0 1.0,0.5 | acc: 0.0,0.3 1.0,0.6"]
            ),
            (
                "{both: {x: {u.csv: e}, y: {t.csv: loss, u.csv: v}}}",
                ["both e/y loss: 5.0,1.0 6.0,0.5 | v: 5.0,1.0 6.0,2.0"]
            ),
            (
                "{p: {x: {t.csv: epoch, u.csv: e}, y: {u.csv: v, t.csv: loss}}}",
                ["p x/y v: 0.0,1.0 1.0,2.0 | loss: 5.0,1.0 6.0,0.5"]
            ),
            (
                "logs",
                [
                    "logs/a/acc.tsv step/acc acc: 0.0,0.5",
                    "logs/loss.tsv step/loss loss: 0.0,0.9 1.0,nan 2.0,0.1 3.0,nan",
                ]
            ),
            ("{rows.json: {x: k}}", ["rows.json k/v v: 1.0,2.0 2.0,nan 3.0,nan"]),
            ("deep.json", ["deep.json step/p p: 0.0,1.0 1.0,2.0"]),
            ("{deep.json: {y: z}}", ["deep.json step/z z: 0.0,7.0 1.0,nan"]),
            ("y.yaml", ["y.yaml step/v v: 0.0,inf 1.0,4.0"]),
            ("none.csv", ["none.csv / missing"]),
        ]
    )
    func lines(yaml: String, expected: [String]) throws {
        let folder = try project()
        #expect(try plots(folder, yaml).map(words) == expected)
    }

    @Test("of a table without a header name its columns by their numbers")
    func withoutHeader() throws {
        let folder = try project()
        let file = try StageFile(
            YAMLFile(
                bytes: Array(
                    "stages: {a: {cmd: x, plots: [{nh.csv: {header: false, y: '1'}}]}}".utf8
                ),
                path: "dvc.yaml"
            ),
            root: folder.path.description
        )
        let plots = PlotReader(root: folder.path.description).plots(of: file.stages[0].plots)
        #expect(plots.map(words) == ["nh.csv step/1 1: 0.0,1.0 1.0,0.5"])
    }

    @Test("count pairs, show bars and pictures where their templates and files say so")
    func otherKinds() throws {
        let folder = try project()
        try folder.write(
            "cm.json",
            #"[{"a": "cat", "p": "dog"}, {"a": "cat", "p": "cat"}, {"a": 10, "p": 9}]"#
        )
        try folder.write("i.csv", "value,name\n0.1,low\n0.9,high\n,none\n")
        try folder.write("a.png", "x")
        let yaml = """
            {cm.json: {x: a, y: p, template: confusion}},
            {i.csv: {x: value, y: name, template: bar_horizontal_sorted}}, a.png
            """
        #expect(
            try plots(folder, yaml).map(words) == [
                #"cm.json a/p ["10", "cat"] ["9", "cat", "dog"] [[1, 0], [0, 1], [0, 1]]"#,
                "i.csv value/name high 0.9 low 0.1", "a.png / PNG",
            ]
        )
    }

    @Test(
        "that cannot be drawn say where and why",
        arguments: [
            ("{t.csv: {y: los}}", "dvc.yaml:1:10: plot 't.csv' wants 'los', but t.csv has no such"),
            (
                "{p: {x: e, y: {t.csv: loss}}}",
                "dvc.yaml:1:10: plot 'p' wants 'e', but t.csv has no"
            ),
            ("{p: {x: {short.csv: e}, y: {t.csv: loss}}}", "dvc.yaml:1:10: plot 'p' cannot draw"),
            (
                "{p: {x: {t.csv: loss, u.csv: e}, y: {t.csv: loss}}}",
                "dvc.yaml:1:10: plot 'p' has 2 fields for x and 1 for y."
            ),
            ("{t.csv: {template: conf}}", "dvc.yaml:1:10: plot 't.csv' asks for a template 'conf'"),
            ("{p: {title: P}}", "dvc.yaml:1:10: plot 'p' names no file"),
            ("ragged.csv", "ragged.csv:4:1: this row has 3 values, but the first one has 2."),
            ("words.csv", "dvc.yaml:1:9: plot 'words.csv' wants numbers, but 'b' of words.csv"),
            ("bad.json", "bad.json:2:4: this is not valid JSON"),
            ("list.json", "list.json: has no rows to draw."),
            ("zero.csv", "zero.csv: is a binary file."),
            ("m.txt", "m.txt: cannot be drawn."),
        ]
    )
    func mistakes(yaml: String, expected: String) throws {
        let folder = try project()
        try folder.write("ragged.csv", "a,b\n1,2\n\n3,4,5\n6,7\n")
        try folder.write("words.csv", "a,b\n1,x\n2,\"y\"\"z\"\n")
        try folder.write("bad.json", "[\n  {]")
        try folder.write("list.json", "[1, 2]")
        try folder.write("zero.csv", "a\n\0\n")
        try folder.write("m.txt", "1")
        let plot = try #require(try plots(folder, yaml).first)
        let text = plot.mistakes.joined()
        #expect(text.hasPrefix(expected), "\(text)")
        #expect(text.hasSuffix(".") || text.hasSuffix("?"))
    }

    @Test("an own template is drawn as lines, and that is said")
    func ownTemplate() throws {
        let folder = try project()
        try folder.write(".dvc/plots/mine.json", "{}")
        let plot = try #require(try plots(folder, "{t.csv: {template: mine}}").first)
        #expect(plot.notes == ["Its own template 'mine' is drawn as lines."])
        #expect(words(plot) == "t.csv step/acc acc: 0.0,0.3 1.0,0.6")
    }

    @Test("of a file with very many rows keep their ends and extremes in few points")
    func longFile() throws {
        let folder = try TemporaryFolder()
        var text = "v\n"
        for row in 0..<100_000 {
            text += row == 54_321 ? "1000\n" : row == 77_777 ? "-1000\n" : "\(row % 10)\n"
        }
        try folder.write("long.csv", text)
        let plot = try #require(try plots(folder, "long.csv").first)
        guard case .lines(let series) = plot.content, let series = series.first else {
            Issue.record("no lines")
            return
        }
        #expect(series.rowCount == 100_000)
        #expect(series.isReduced)
        #expect(series.points.count <= 4 * 8_192)
        #expect(series.points.first == PlotPoint(x: 0, y: 0))
        #expect(series.points.last == PlotPoint(x: 99_999, y: 9))
        #expect(series.points.contains(PlotPoint(x: 54_321, y: 1_000)))
        #expect(series.points.contains(PlotPoint(x: 77_777, y: -1_000)))
        #expect(series.points.map(\.x) == series.points.map(\.x).sorted())
    }

    @Test("of a folder with very many files end with a word on the rest")
    func manyFiles() throws {
        let folder = try TemporaryFolder()
        for number in 0..<1_001 { try folder.write("m/\(number).csv", "v\n1\n") }
        let found = try plots(folder, "m")
        #expect(found.count == 1_001)
        let text = try #require(found.last?.mistakes.first)
        #expect(text.hasPrefix("m: further files of this folder are not drawn"))
    }

    @Test("of several files, one of which is not there yet, show the others and say so")
    func partial() throws {
        let folder = try project()
        let yaml = "{p: {y: {logs/loss.tsv: loss, logs/later.tsv: loss}}}"
        let plot = try #require(try plots(folder, yaml).first)
        #expect(plot.notes == ["logs/later.tsv is not there yet."])
    }
}
