import Domain
import Pipelines
import Testing

@Suite("Settings of stages")
struct StagePatternTests {
    private func retries(_ rules: [String], _ stage: StageName, _ definition: ProjectPath) -> Int {
        let stages = rules.enumerated().map { index, text in
            StageRule(
                pattern: StagePattern(text),
                place: SourcePlace(file: "pitwall.yaml", line: index + 1, column: 1),
                overrides: StageOverrides(retries: index + 1)
            )
        }
        return Configuration(stages: stages).settings(for: stage, in: definition).retries
    }

    @Test(
        "come from the most exact key",
        arguments: [
            (["*", "train", "t*"], "train", 2),
            (["train@*", "train@cnn-1", "*"], "train@cnn-1", 2),
            (["train@*", "train"], "train@cnn-1", 1),
            (["train", "dvc.yaml:train"], "train", 2),
            (["dvc.yaml:train", "train"], "train", 1),
            (["*", "tr*", "t*"], "train", 2),
            (["train*", "*train"], "train", 2),
            (["other"], "train", 0),
            (["train"], "etl/dvc.yaml:train", 0),
            (["etl/dvc.yaml:train"], "etl/dvc.yaml:train", 1),
            (["etl/dvc.yaml:*", "*"], "etl/dvc.yaml:train", 1),
            (["*/dvc.yaml:train"], "etl/dvc.yaml:train", 1),
            (["./etl/../etl/dvc.yaml:train"], "etl/dvc.yaml:train", 1),
            (["../dvc.yaml:train"], "train", 0),
        ] as [([String], StageName, Int)]
    )
    func exactness(rules: [String], stage: StageName, expected: Int) {
        #expect(retries(rules, stage, "dvc.yaml") == expected)
    }

    @Test(
        "are read from the folder of the pipeline's definition, and from the root",
        arguments: [
            (["train"], "loans/dvc.yaml:train", 1),
            (["dvc.yaml:train"], "loans/dvc.yaml:train", 1),
            (["loans/dvc.yaml:train"], "loans/dvc.yaml:train", 1),
            (["../etl/dvc.yaml:load"], "etl/dvc.yaml:load", 1),
            (["etl/dvc.yaml:load"], "etl/dvc.yaml:load", 1),
            (["load"], "etl/dvc.yaml:load", 0),
            (["train"], "train", 0),
        ] as [([String], StageName, Int)]
    )
    func folders(rules: [String], stage: StageName, expected: Int) {
        #expect(retries(rules, stage, "loans/dvc.yaml") == expected)
    }

    @Test("are taken key by key")
    func keyByKey() throws {
        let configuration = try Configuration(
            text: """
                stages:
                  train@a: {retries: 3}
                  "train@*": {retries: 1, cpus: 2, timeout: 2h}
                  "*": {tty: true, cpus: 4}
                """
        )
        #expect(
            configuration.settings(for: "train@a")
                == StageSettings(retries: 3, timeout: .seconds(7_200), cpus: 2, wantsTerminal: true)
        )
        #expect(configuration.settings(for: "load") == StageSettings(cpus: 4, wantsTerminal: true))
        #expect(Configuration().settings(for: "load") == StageSettings())
    }

    @Test("are found in good time for a hostile pattern", .timeLimit(.minutes(5)))
    func hostile() {
        let pattern = String(repeating: "*a", count: 500) + "b"
        let name = StageName(String(repeating: "a", count: 5_000))
        #expect(retries([pattern], name, "dvc.yaml") == 0)
    }

    @Test(
        "know the parts of an address",
        arguments: [
            ("train", nil, "train"), ("etl/dvc.yaml:load", "etl/dvc.yaml", "load"),
            ("dvc.yaml:a:b", "dvc.yaml", "a:b"), ("x.dvc.yaml:a", nil, "x.dvc.yaml:a"),
            ("a:b", nil, "a:b"),
        ] as [(String, String?, String)]
    )
    func addresses(text: String, file: String?, name: String) {
        #expect(StageAddress(text).file == file)
        #expect(StageAddress(text).name == name)
    }

    @Test(
        "know paths relative to folders",
        arguments: [
            ("", "a/b", "a/b"), ("x", "a", "x/a"), ("x/y", "../a", "x/a"),
            ("x", "./a//b/.", "x/a/b"),
            ("", "../a", nil), ("x", "../../a", nil), ("x", "/a", nil), ("x", "..", ""),
        ] as [(String, String, String?)]
    )
    func paths(folder: String, path: String, expected: String?) {
        #expect(RelativePath.joined(folder, path) == expected)
    }
}
