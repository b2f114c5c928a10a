import Domain
import Pipelines
import Testing

@Suite("Reading dvc.yaml")
struct StageFileTests {
    private func read(_ text: String, path: ProjectPath = "dvc.yaml") throws -> StageFile {
        try StageFile(YAMLFile(text: text, path: path), root: "/project")
    }

    private func mistakes(_ text: String, path: ProjectPath = "dvc.yaml") -> [String] {
        do {
            _ = try read(text, path: path)
            return []
        } catch let error as InputMistakes {
            return error.lines
        } catch {
            return ["\(error)"]
        }
    }

    @Test("every key of a stage is read")
    func everything() throws {
        let file = try read(
            """
            stages:
              train:
                cmd: [python a.py, "b\\nc"]
                wdir: src
                deps: [../data/a.csv, /project/src/b.csv, /elsewhere/c]
                params: [lr, {p.json: [a.b]}, depth, {p.json: [c, a.b]}, {w.toml: null}, {v.yaml: []}]
                outs: [m.bin, {k.bin: {cache: false, persist: true, desc: kept, labels: [x]}}]
                metrics: [{m.json: {cache: false}}]
                plots: [c.csv, {d.csv: {x: a, y: b}}, {e.csv: {title: E}}]
                frozen: true
                always_changed: true
                desc: trains
                meta: {any: [1]}
            """
        )
        let stage = try #require(file.stages.first)
        let output = OutputDefinition.init(path:kind:isCached:isPersistent:summary:)
        #expect(
            stage.definition
                == StageDefinition(
                    name: "train",
                    place: SourcePlace(file: "dvc.yaml", line: 2, column: 3),
                    command: .list(["python a.py", "b\nc"]),
                    folder: "src",
                    dependencies: ["../data/a.csv", "b.csv", "/elsewhere/c"],
                    parameters: [
                        ParameterSource(path: "params.yaml", keys: ["lr", "depth"]),
                        ParameterSource(path: "p.json", keys: ["a.b", "c"]),
                        ParameterSource(path: "w.toml", keys: nil),
                        ParameterSource(path: "v.yaml", keys: nil),
                    ],
                    outputs: [
                        output("m.bin", .plain, true, false, nil),
                        output("k.bin", .plain, false, true, "kept"),
                        output("m.json", .metric, false, false, nil),
                        output("c.csv", .plot, true, false, nil),
                        output("d.csv", .plot, true, false, nil),
                        output("e.csv", .plot, true, false, nil),
                    ],
                    isFrozen: true,
                    isAlwaysChanged: true,
                    summary: "trains"
                )
        )
        #expect(stage.dependencies.map(\.resolved) == ["data/a.csv", "src/b.csv", "/elsewhere/c"])
        #expect(stage.outputs[0].resolved == "src/m.bin")
        #expect(stage.outputs[0].place == SourcePlace(file: "dvc.yaml", line: 7, column: 12))
    }

    @Test("a file in a folder gives its stages addresses and paths from there")
    func addresses() throws {
        let file = try read("stages: {load: {cmd: x, deps: [a, ../b]}}", path: "etl/in/dvc.yaml")
        #expect(file.stages[0].name == "etl/in/dvc.yaml:load")
        #expect(file.stages[0].definition.folder == "etl/in")
        #expect(file.stages[0].dependencies.map(\.resolved) == ["etl/in/a", "etl/b"])
    }

    @Test("a shell's own ${…} is written with a backslash, which goes away")
    func escapes() throws {
        let file = try read(
            #"stages: {a: {cmd: "echo \\${HOME} $X \\${A:-b} '${'", outs: ["\\${x}"]}}"#
        )
        #expect(file.stages[0].definition.command == .text("echo ${HOME} $X ${A:-b} '${'"))
        #expect(file.stages[0].definition.outputs[0].path == "${x}")
    }

    @Test("an empty file, and one with nothing but what stands beside stages, have none")
    func noStages() throws {
        #expect(try read("").stages.isEmpty)
        #expect(try read("stages: {}").stages.isEmpty)
        let beside = """
            params: [p.yaml]
            metrics: [m.json]
            plots: [a.csv, {roc: {x: fpr, y: {a.csv: tpr}, title: ROC}}, {b.csv: null}]
            artifacts: {model: {path: m.bin, type: model, labels: [a], meta: {k: 1}}}
            """
        #expect(try read(beside).stages.isEmpty)
    }

    @Test(
        "what is wrong is told with its place and the nearest right word",
        arguments: [
            ("[a]", "dvc.yaml:1:1: this file holds stages by name, but this is a list."),
            ("stage: {}", "dvc.yaml:1:1: unknown key 'stage'. Did you mean 'stages'?"),
            ("stages:", "dvc.yaml:1:8: 'stages' takes a mapping of names to stages."),
            ("stages: [a]", "dvc.yaml:1:9: 'stages' takes a mapping of names to stages."),
            ("stages: {a: b}", "dvc.yaml:1:13: stage 'a' takes a mapping, but this is text."),
            ("stages: {a: {}}", "dvc.yaml:1:10: stage 'a' has no 'cmd'. Say what it runs."),
            (
                "stages: {a: {cmd: x, dep: [b]}}",
                "dvc.yaml:1:22: unknown key 'dep'. Did you mean 'deps'?"
            ),
            (
                "stages: {a: {cmd: x, deps: b}}",
                "dvc.yaml:1:28: 'deps' takes a list, but this is text."
            ),
            (
                "stages: {a: {cmd: x, deps: null}}",
                "dvc.yaml:1:28: 'deps' takes a list, but this is nothing."
            ),
            (
                "stages: {a: {cmd: x, deps: [1]}}",
                "dvc.yaml:1:29: 'deps' takes a list of paths, but this is a number."
            ),
            (
                "stages: {a: {cmd: 1}}",
                "dvc.yaml:1:19: 'cmd' takes a text or a list of texts, but this is a number."
            ),
            (
                "stages: {a: {cmd: x, frozen: yes}}",
                "dvc.yaml:1:30: 'frozen' takes true or false, but this is text."
            ),
            (
                "stages: {a: {cmd: x, outs: [{b: {cach: false}}]}}",
                "dvc.yaml:1:34: unknown key 'cach'. Did you mean 'cache'?"
            ),
            (
                "stages: {a: {cmd: x, outs: [{b: {x: c}}]}}",
                "dvc.yaml:1:34: unknown key 'x'. The keys here are cache, persist, remote, push,"
                    + " desc, type, labels, meta, checkpoint."
            ),
            (
                "stages: {a: {cmd: x, outs: [s3://b/c]}}",
                "dvc.yaml:1:29: a path at 's3://' is not available in this version."
                    + " Only files of this machine can be used."
            ),
            (
                "datasets: []",
                "dvc.yaml:1:1: 'datasets' is not available in this version: stages would not see"
                    + " that a data set changed."
            ),
            (
                "stages: {a@b: {cmd: x}}",
                "dvc.yaml:1:10: the stage name 'a@b' cannot hold '@', which marks the members of a"
                    + " group."
            ),
            (
                "stages: {a: {cmd: x, wdir: ../b}}",
                "dvc.yaml:1:28: the working folder '../b' is outside the project. Choose one"
                    + " inside it."
            ),
            (
                "artifacts: {m: {type: model}}",
                "dvc.yaml:1:13: artifact 'm' has no 'path'. Name its file."
            ),
        ]
    )
    func mistake(text: String, message: String) {
        #expect(mistakes(text) == [message])
    }

    @Test("all mistakes of a file are told at once")
    func allMistakes() {
        let text = """
            stages:
              a:
                cmd: x
                foo: 1
              b:
                foreach: [1]
                do: {cmd: x, dep: []}
              c: {cmd: 'echo ${x}', deps: y}
            """
        #expect(mistakes(text).count == 4)
    }

    @Test(
        "paths are resolved part by part",
        arguments: [
            ("a/b", "", "a/b"), ("./a//b/", "", "a/b"), ("a/../b", "w", "w/b"), ("../b", "w", "b"),
            ("../../b", "w", "../b"), ("/x/../y", "w", "/y"), ("/../y", "", "/y"), (".", "", ""),
        ]
    )
    func resolving(text: String, folder: String, result: String) {
        #expect(StagePath.resolve(text, in: ProjectPath(folder)) == ProjectPath(result))
    }

    @Test("a path is inside another by whole parts and by bytes")
    func inside() {
        #expect(StagePath.isInside("a/b", "a"))
        #expect(StagePath.isInside("a", "a"))
        #expect(!StagePath.isInside("ab", "a"))
        #expect(!StagePath.isInside("a", "a/b"))
        #expect(!StagePath.isInside("/a", ""))
        #expect(!StagePath.isInside("e\u{301}", "\u{e9}"))
    }
}
