import Domain
import Foundation
import Pipelines
import Testing

/// A `dvc.yaml` of stages that each read one file and write another.
func stageFile(_ stages: [(name: String, reads: String, writes: String)]) -> String {
    "stages:\n"
        + stages.map { stage in
            """
              \(stage.name):
                cmd: make \(stage.name)
                deps: [\(stage.reads)]
                outs: [\(stage.writes)]

            """
        }.joined()
}

func open(_ folder: SampleFolder, environment: [EnvironmentEntry] = []) -> Project {
    Project.open(root: folder.path, environment: environment, user: geteuid())
}

extension Project {
    /// What a project shows of its pipelines: `name: stage stage`, or the mistakes.
    var summary: [String] {
        pipelines.map { pipeline in
            switch pipeline.content {
            case .success(let definition):
                let stages = definition.stages.map { stage in
                    let upstream = stage.upstream.map(\.text).joined(separator: ",")
                    return upstream.isEmpty ? stage.name.text : "\(stage.name)<\(upstream)"
                }
                return "\(pipeline.name): " + stages.joined(separator: " ")
            case .failure(let mistakes):
                return "\(pipeline.name)! " + mistakes.description
            }
        }
    }

    var mistakeLines: [String] { configurationMistakes?.list.map(\.description) ?? [] }
}

@Suite("Projects")
struct ProjectTests {
    @Test("have one pipeline for each dvc.yaml, named after its folder")
    func defaults() throws {
        let folder = try SampleFolder()
        try folder.write(
            "loans/dvc.yaml",
            stageFile([("train", "../etl/clean.csv", "model"), ("test", "model", "score")])
        )
        try folder.write("etl/dvc.yaml", stageFile([("load", "raw.csv", "clean.csv")]))
        try folder.write("dvc.yaml", stageFile([("top", "x", "y")]))
        let project = open(folder)
        #expect(
            project.summary == [
                "\(project.name): top",
                "etl: etl/dvc.yaml:load",
                "loans: etl/dvc.yaml:load loans/dvc.yaml:train<etl/dvc.yaml:load"
                    + " loans/dvc.yaml:test<loans/dvc.yaml:train",
            ]
        )
        #expect(project.name == RelativePath.lastPart(of: folder.path))
        #expect(project.mistakeLines.isEmpty)
        #expect(project.notices.isEmpty)
        #expect(project.isUnopened)
        #expect(!project.hasNoPipeline)
    }

    @Test("without a pipeline say so")
    func empty() throws {
        let folder = try SampleFolder()
        try folder.makeFolder(".pitwall")
        let project = open(folder)
        #expect(project.hasNoPipeline)
        #expect(!project.isUnopened)
        #expect(project.found.rows == [FoundThings.Row(label: "pipelines", text: "none")])
        #expect(!project.found.isForeign)
    }

    @Test("tell folders of one name apart")
    func names() throws {
        let folder = try SampleFolder()
        for path in ["a/train", "b/train", "c/train-2", "b-train", "-x", "d/a:b"] {
            try folder.write(path + "/dvc.yaml", stageFile([("s", "i", "o")]))
        }
        let names = open(folder).pipelines.map(\.name.text)
        #expect(names == ["x", "a-train", "b-train", "b-train-2", "train-2", "a:b"])
    }

    @Test("take declared pipelines with their targets and settings, and leave the others")
    func declared() throws {
        let folder = try SampleFolder()
        try folder.write(
            "pitwall.yaml",
            """
            pipelines:
              scoring: {definition: loans/dvc.yaml, targets: [test]}
              penguins: {}
            stages:
              test: {retries: 2}
              "../etl/dvc.yaml:load": {timeout: 1h}
              "penguins/dvc.yaml:*": {cpus: 2}
            """
        )
        try folder.write(
            "loans/dvc.yaml",
            stageFile([
                ("train", "../etl/clean.csv", "model"), ("test", "model", "score"),
                ("plot", "model", "image"),
            ])
        )
        try folder.write("etl/dvc.yaml", stageFile([("load", "raw.csv", "clean.csv")]))
        try folder.write("penguins/dvc.yaml", stageFile([("explore", "a", "b")]))
        let project = open(folder)
        #expect(project.mistakeLines.isEmpty)
        #expect(
            project.summary == [
                "scoring: etl/dvc.yaml:load loans/dvc.yaml:train<etl/dvc.yaml:load"
                    + " loans/dvc.yaml:test<loans/dvc.yaml:train",
                "penguins: penguins/dvc.yaml:explore",
                "etl: etl/dvc.yaml:load",
            ]
        )
        let scoring = try #require(project.pipeline("scoring")?.definition)
        #expect(scoring.file == "loans/dvc.yaml")
        #expect(scoring.stages.map(\.definition.settings.retries) == [0, 0, 2])
        #expect(scoring.stages.first?.definition.settings.timeout == .seconds(3_600))
        let penguins = try #require(project.pipeline("penguins")?.definition)
        #expect(penguins.stages.map(\.definition.settings.cpus) == [2])
    }

    @Test(
        "say what in pitwall.yaml does not fit the definitions",
        arguments: [
            (
                "pipelines: {a: {definition: lons/dvc.yaml}}",
                "1:29: there is no definition 'lons/dvc.yaml' in this project."
                    + " Did you mean 'loans/dvc.yaml'?"
            ),
            (
                "pipelines: {lonas: {}}",
                "1:13: no definition belongs to the pipeline 'lonas'. Did you mean 'loans'?"
            ),
            (
                "pipelines: {zebra: {}}",
                "1:13: no definition belongs to the pipeline 'zebra'. Name its dvc.yaml with 'definition'."
            ),
            (
                "pipelines: {loans: {targets: [tset]}}",
                "1:31: there is no stage 'tset' in loans/dvc.yaml. Did you mean 'test'?"
            ),
            (
                "stages: {loans/dvc.yaml:tain: {}}",
                "1:10: there is no stage 'loans/dvc.yaml:tain'. Did you mean 'loans/dvc.yaml:train'?"
            ),
            ("stages: {'trian*': {}}", "1:10: there is no stage 'trian*'. Did you mean 'train'?"),
            ("stages: {zebra: {}}", "1:10: there is no stage 'zebra'."),
        ]
    )
    func misfits(text: String, expected: String) throws {
        let folder = try SampleFolder()
        try folder.write(
            "loans/dvc.yaml",
            stageFile([("train", "a", "model"), ("test", "model", "score")])
        )
        try folder.write("pitwall.yaml", text)
        #expect(open(folder).mistakeLines == ["pitwall.yaml:" + expected])
    }

    @Test("show what can be read when a definition is broken")
    func broken() throws {
        let folder = try SampleFolder()
        try folder.write("a/dvc.yaml", "stages:\n  x: [\n")
        try folder.write("b/dvc.yaml", stageFile([("good", "i", "o")]))
        try folder.write("c/dvc.yaml", stageFile([("p", "two", "one"), ("q", "one", "two")]))
        try folder.write("d/dvc.yaml", stageFile([("needy", "../a/made", "o")]))
        try folder.write("pitwall.yaml", "stages: {nowhere: {}}")
        let project = open(folder)
        #expect(project.pipelines.map(\.name) == ["a", "b", "c", "d"])
        #expect(project.summary[1] == "b: b/dvc.yaml:good")
        #expect(project.summary[0].hasPrefix("a! a/dvc.yaml:3:1: "))
        #expect(project.summary[2].hasPrefix("c! c/dvc.yaml:"))
        #expect(project.summary[3].hasPrefix("d! a/dvc.yaml:3:1: "))
        // A rule may be for a stage of the file that cannot be read.
        #expect(project.mistakeLines.isEmpty)
    }

    @Test("show their pipelines when pitwall.yaml is broken, with its mistakes")
    func brokenConfiguration() throws {
        let folder = try SampleFolder()
        try folder.write("b/dvc.yaml", stageFile([("good", "i", "o")]))
        try folder.write("pitwall.yaml", "stages: {good: {retry: 1}}")
        let project = open(folder)
        #expect(project.summary == ["b: b/dvc.yaml:good"])
        #expect(
            project.mistakeLines == [
                "pitwall.yaml:1:17: unknown key 'retry'. Did you mean 'retries'?"
            ]
        )
        #expect(project.configuration == Configuration())
    }
}

@Suite("Looking for pipelines")
struct ProjectScanTests {
    @Test("passes over what holds none")
    func skipped() throws {
        let folder = try SampleFolder()
        let text = stageFile([("s", "i", "o")])
        try folder.write("dvc.yaml", stageFile([("s", "i", "made"), ("t", "i", "deep/made")]))
        for path in [
            ".git", ".dvc", ".pitwall/work/a", ".venv/lib", "env/lib", "made", "deep/made/x",
            "data", "other",
        ] {
            try folder.write(path + "/dvc.yaml", text)
        }
        try folder.write("env/pyvenv.cfg", "")
        try folder.write("data.dvc", "outs: [{path: data}]")
        try folder.makeFolder("other/.dvc")
        try folder.makeFolder("empty/below")
        try folder.write("deep/dvc.yaml", text)
        #expect(symlink(folder.path, folder.path + "/circle") == 0)
        let project = open(folder)
        #expect(project.pipelines.map(\.file) == ["dvc.yaml", "deep/dvc.yaml"])
    }

    @Test("tells of a second pitwall.yaml")
    func second() throws {
        let folder = try SampleFolder()
        try folder.write("a/pitwall.yaml", "nonsense")
        #expect(
            open(folder).notices == [
                "a/pitwall.yaml is not read. A project has one pitwall.yaml, in its root folder."
            ]
        )
    }

    @Test("ends at a depth no project needs, and says so")
    func depth() throws {
        let folder = try SampleFolder()
        let deep = Array(repeating: "d", count: 32).joined(separator: "/")
        try folder.write(deep + "/dvc.yaml", stageFile([("s", "i", "o")]))
        #expect(open(folder).pipelines.count == 1)
        #expect(open(folder).notices.isEmpty)
        try folder.write(deep + "/d/dvc.yaml", stageFile([("s", "i", "o")]))
        #expect(open(folder).pipelines.count == 1)
        #expect(open(folder).notices.first?.hasPrefix("This folder is too large") == true)
    }

    @Test("writes nothing")
    func pure() throws {
        let folder = try SampleFolder()
        try folder.write("dvc.yaml", stageFile([("s", "i", "o")]))
        try folder.write("pitwall.yaml", "secrets: {A: {command: touch ran}}")
        let before = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        _ = open(folder)
        let after = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        #expect(before == after)
    }
}
