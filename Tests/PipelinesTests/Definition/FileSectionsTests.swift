import Domain
import Pipelines
import Testing

@Suite("What stands beside the stages")
struct FileSectionsTests {
    private func read(_ text: String, path: ProjectPath = "dvc.yaml") throws -> FileSections {
        try StageFile(YAMLFile(bytes: Array(text.utf8), path: path), root: "/project").sections
    }

    @Test("is read with paths as seen from the root")
    func everything() throws {
        let sections = try read(
            """
            params: [p.yaml]
            metrics: [m.json, ../n.json]
            plots: [a.csv, {roc: {x: fpr, y: {a.csv: tpr}, title: ROC}}]
            artifacts: {net: {path: m.bin, type: model, desc: d, labels: [a], meta: {k: 1}}}
            """,
            path: "etl/dvc.yaml"
        )
        #expect(sections.parameters == ["etl/p.yaml"])
        #expect(sections.metrics == ["etl/m.json", "n.json"])
        #expect(sections.plots.map(\.name) == ["a.csv", "roc"])
        #expect(sections.plots[1].x == .field("fpr"))
        #expect(
            sections.plots[1].y == [PlotDefinition.Source(path: "etl/a.csv", fields: ["tpr"])]
        )
        let artifact = try #require(sections.artifacts.first)
        #expect(artifact.registeredName == "etl:net")
        #expect(artifact.path == "etl/m.bin")
        #expect([artifact.type, artifact.summary] == ["model", "d"])
        #expect(artifact.labels == ["a"])
    }

    @Test(
        "is refused where DVC refuses it",
        arguments: [
            "plots:", "plots: {a.csv: {x: b}}", "plots: a.csv", "plots: [1]", "plots: [~]",
            "plots: [{a.csv: x}]", "plots: [{a.csv: [x]}]", "plots: [{a.csv: {x: [a, b]}}]",
            "plots: [{a.csv: {x: 1}}]", "plots: [{p: {x: {a.csv: [a]}}}]",
            "plots: [{p: {x: {a.csv: 1}}}]", "plots: [{a.csv: {x: ~}}]", "plots: [{a.csv: {y: 1}}]",
            "plots: [{a.csv: {y: [1]}}]", "plots: [{a.csv: {y: ~}}]",
            "plots: [{p: {y: {a.csv: ~}}}]",
            "plots: [{a.csv: {header: false}}]", "plots: [{a.csv: {title: 1}}]",
            "plots: [{a.csv: {template: 1}}]", "plots: [{a.csv: {foo: 1}}]",
            "plots: [{a.csv: {x_label: ~}}]", "metrics:", "metrics: [1]", "metrics: [{a.json: {}}]",
            "metrics: a.json", "params: [1]", "params: [{a.yaml: [x]}]", "artifacts:",
            "artifacts: []", "artifacts: {m: {type: x}}", "artifacts: {m: ~}",
            "artifacts: {m: m.pkl}",
            "artifacts: {m: {path: a, labels: x}}", "artifacts: {m: {path: a, labels: [1]}}",
            "artifacts: {m: {path: a, desc: 1}}", "artifacts: {m: {path: 1}}",
            "artifacts: {m: {path: a, foo: [1]}}", "artifacts: {1: {path: a}}",
            "artifacts: {m: {path: a, labels: ~}}", "artifacts: {m: {path: a, desc: ~}}",
            "stages: {t: {cmd: x, plots: [{a.csv: ~}]}}", "stages: {t: {cmd: x, plots: ~}}",
            "stages: {t: {cmd: x, plots: [{a.csv: [{x: a}]}]}}",
            "stages: {t: {cmd: x, plots: [{a.csv: {y: [a, b]}}]}}",
            "stages: {t: {cmd: x, plots: [{a.csv: {header: x}}]}}",
            "stages: {t: {cmd: x, plots: [{a.csv: {title: ~}}]}}",
            "stages: {t: {cmd: x, metrics: [{a.json: {xpath: a}}]}}",
        ]
    )
    func refused(text: String) {
        #expect(throws: InputMistakes.self) { try read(text) }
    }

    @Test(
        "is taken where DVC takes it",
        arguments: [
            "plots: []", "plots: [{a.csv: ~}]", "plots: [{p: {x: {a.csv: a, b.csv: c}}}]",
            "plots: [{p: {y: {a.csv: []}}}]", "plots: [{a.csv: {x: a}, b.csv: {x: b}}]",
            "artifacts: {m: {path: a, meta: [1]}}", "artifacts: {a_b: {path: a}}",
            "stages: {t: {cmd: x, metrics: [{a.json: {type: json}}]}}",
        ]
    )
    func taken(text: String) throws {
        _ = try read(text)
    }
}
