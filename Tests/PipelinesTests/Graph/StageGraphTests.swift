import Domain
import Pipelines
import Testing

@Suite("The graph of a project")
struct StageGraphTests {
    private func graph(_ texts: [(ProjectPath, String)]) throws -> StageGraph {
        try StageGraph(
            texts.map {
                try StageFile(YAMLFile(text: $1, path: $0, limits: .lock), root: "/project")
            }
        )
    }

    private func graph(_ text: String) throws -> StageGraph {
        try graph([("dvc.yaml", text)])
    }

    private func mistakes(_ texts: [(ProjectPath, String)]) -> [String] {
        do {
            _ = try graph(texts)
            return []
        } catch let error as InputMistakes {
            return error.lines
        } catch {
            return ["\(error)"]
        }
    }

    @Test("stages come after those they need, ties as written")
    func order() throws {
        let graph = try graph(
            """
            stages:
              test: {cmd: x, deps: [model/weights, data]}
              train: {cmd: x, deps: [data/train.csv], outs: [model]}
              other: {cmd: x}
              prep: {cmd: x, outs: [data/train.csv, data/test.csv]}
              params: {cmd: x, outs: [params.yaml]}
              uses: {cmd: x, params: [lr]}
            """
        )
        #expect(
            graph.stages.map(\.name) == ["prep", "train", "test", "other", "params", "uses"]
        )
        #expect(graph.stage("test")?.upstream == ["prep", "train"])
        #expect(graph.stage("train")?.upstream == ["prep"])
        #expect(graph.stage("uses")?.upstream == ["params"])
        #expect(graph.stage("other")?.upstream == [])
    }

    @Test("edges go across files")
    func files() throws {
        let graph = try graph([
            ("dvc.yaml", "stages: {a: {cmd: x, deps: [etl/out.csv]}}"),
            ("etl/dvc.yaml", "stages: {load: {cmd: x, wdir: sub, outs: [../out.csv]}}"),
        ])
        #expect(graph.stages.map(\.name) == ["etl/dvc.yaml:load", "a"])
        #expect(graph.stage("a")?.upstream == ["etl/dvc.yaml:load"])
    }

    @Test("names that only look the same are two")
    func bytes() throws {
        let graph = try graph(
            """
            stages:
              a: {cmd: x, outs: ["\\u00e9"]}
              b: {cmd: x, deps: ["e\\u0301"]}
              c: {cmd: x, outs: [ab], deps: [a]}
            """
        )
        #expect(graph.stages.map(\.upstream) == [[], [], []])
    }

    @Test(
        "what cannot be is told with both places",
        arguments: [
            (
                "{a: {cmd: x, outs: [o]}, b: {cmd: x, metrics: [./o]}}",
                "dvc.yaml:1:56: output './o' of stage 'b' is also an output of stage 'a'"
                    + " (dvc.yaml:1:29). One content needs one stage that writes it."
            ),
            (
                "{a: {cmd: x, outs: [o]}, b: {cmd: x, outs: [o/p]}}",
                "dvc.yaml:1:53: output 'o/p' of stage 'b' is inside the output 'o' of stage 'a'"
                    + " (dvc.yaml:1:29). One content needs one stage that writes it."
            ),
            (
                "{a: {cmd: x, outs: [o/p]}, b: {cmd: x, outs: [o]}}",
                "dvc.yaml:1:55: output 'o' of stage 'b' holds the output 'o/p' of stage 'a'"
                    + " (dvc.yaml:1:29). One content needs one stage that writes it."
            ),
            (
                "{a: {cmd: x, deps: [o/p], outs: [o]}}",
                "dvc.yaml:1:29: stage 'a' depends on its own output 'o' (dvc.yaml:1:42). Remove one"
                    + " of them."
            ),
            (
                "{a: {cmd: x, outs: [../o]}}",
                "dvc.yaml:1:29: output '../o' is outside the project, where the cache keeps"
                    + " nothing. Set 'cache: false', or choose a path inside."
            ),
            (
                "{a: {cmd: x, outs: [b/..]}}",
                "dvc.yaml:1:29: output 'b/..' is the whole project. A stage's outputs are deleted"
                    + " before it runs, so choose a folder inside it."
            ),
            (
                "{a: {cmd: x, outs: [.git/x]}}",
                "dvc.yaml:1:29: output '.git/x' has a name that belongs to the project. Choose"
                    + " another one."
            ),
            (
                "{a: {cmd: x, outs: [x.dvc]}}",
                "dvc.yaml:1:29: output 'x.dvc' has a name that belongs to the project. Choose"
                    + " another one."
            ),
            (
                "{a: {cmd: x, deps: [d/x.dvc]}}",
                "dvc.yaml:1:29: 'd/x.dvc' describes stages or data and cannot be a dependency."
                    + " Depend on the data itself."
            ),
            (
                "{a: {cmd: x, params: [dvc.yaml: [stages.a]]}}",
                "dvc.yaml:1:31: 'dvc.yaml' describes stages or data and cannot be a dependency."
                    + " Depend on the data itself."
            ),
            (
                "{a: {cmd: x, outs: [o, ./o]}}",
                "dvc.yaml:1:32: output './o' of stage 'a' is also an output of stage 'a'"
                    + " (dvc.yaml:1:29). One content needs one stage that writes it."
            ),
            (
                "{a: {cmd: x, outs: [dvc.lock]}}",
                "dvc.yaml:1:29: output 'dvc.lock' has a name that belongs to the project. Choose"
                    + " another one."
            ),
            (
                "{a: {cmd: x, deps: [p], outs: [q]}, b: {cmd: x, deps: [q], outs: [r]},"
                    + " c: {cmd: x, deps: [r/s], outs: [p]}}",
                "dvc.yaml:1:10: stages wait for each other: 'a' needs 'c' needs 'b' needs 'a'."
                    + " Remove one of the dependencies at dvc.yaml:1:29, dvc.yaml:1:64,"
                    + " dvc.yaml:1:99."
            ),
        ]
    )
    func mistake(stages: String, message: String) {
        #expect(mistakes([("dvc.yaml", "stages: " + stages)]) == [message])
    }

    @Test(
        "what DVC runs is no mistake",
        arguments: [
            "{a: {cmd: x, outs: [../o: {cache: false}]}}",
            "{a: {cmd: x, outs: [/elsewhere/o: {cache: false}]}}",
            "{a: {cmd: x, outs: [sub/pitwall.yaml, sub/dvc.lock, sub/.dvcignore]}}",
            "{a: {cmd: x, deps: [.dvc/config, i, i]}}",
            "{a: {cmd: x, outs: [o, p, o: {cache: false}]}}",
        ]
    )
    func allowed(stages: String) {
        #expect(mistakes([("dvc.yaml", "stages: " + stages)]) == [])
    }

    @Test("a stage file inside an output is told")
    func fileInOutput() {
        let found = mistakes([
            ("dvc.yaml", "stages: {a: {cmd: x, outs: [etl]}}"), ("etl/dvc.yaml", "stages: {}"),
        ])
        #expect(
            found == [
                "dvc.yaml:1:29: output 'etl' of stage 'a' holds 'etl/dvc.yaml', which would be"
                    + " deleted with it. Move one of them."
            ]
        )
    }

    @Test("a chain of ten thousand stages needs no deep stack")
    func longChain() throws {
        let lines = (0..<10_000).map { number in
            "  s\(number): {cmd: x, deps: [o\(number + 1)], outs: [o\(number)]}"
        }
        let graph = try graph("stages:\n" + lines.joined(separator: "\n"))
        #expect(graph.stages.first?.name == "s9999")
        #expect(graph.stages.last?.name == "s0")
    }
}
