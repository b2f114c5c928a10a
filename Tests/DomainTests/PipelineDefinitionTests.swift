import Domain
import Foundation
import Testing

@Suite("Pipeline definitions")
struct PipelineDefinitionTests {
    @Test("a definition read back finds its stages and equals the one written")
    func readBack() throws {
        let written = Samples.definition()
        let data = try JSONEncoder().encode(written)
        let read = try JSONDecoder().decode(PipelineDefinition.self, from: data)
        #expect(read == written)
        #expect(read.hashValue == written.hashValue)
        #expect(read.stage("b")?.upstream == ["a"])
        #expect(read.stage("x") == nil)
        #expect(!String(decoding: data, as: UTF8.self).contains("index"))
    }

    @Test(
        "what is above and below is found at any distance, in the pipeline's order",
        arguments: [
            (["c"], ["a", "b"], []), (["a"], [], ["b", "c"]), (["b", "d"], ["a"], ["c"]),
            (["a", "c"], ["b"], ["b"]), (["x"], [], []), ([], [], []),
        ] as [(Set<StageName>, [StageName], [StageName])]
    )
    func distance(_ names: Set<StageName>, _ above: [StageName], _ below: [StageName]) {
        let definition = Samples.definition()
        #expect(definition.upstream(of: names) == above)
        #expect(definition.downstream(of: names) == below)
    }

    @Test("a frozen stage is the end of the way in both directions")
    func frozen() {
        func stage(_ name: StageName, _ above: [StageName], isFrozen: Bool = false) -> GraphStage {
            let definition = StageDefinition(
                name: name,
                place: SourcePlace(file: "dvc.yaml", line: 1, column: 1),
                command: .text("x"),
                isFrozen: isFrozen
            )
            return GraphStage(definition: definition, upstream: above)
        }
        let stages = [stage("a", []), stage("b", ["a"], isFrozen: true), stage("c", ["b"])]
        let pipeline = PipelineDefinition(name: "p", file: "dvc.yaml", stages: stages)
        #expect(pipeline.upstream(of: ["c"]) == ["b"])
        #expect(pipeline.upstream(of: ["b"]) == [])
        #expect(pipeline.downstream(of: ["a"]) == [])
        #expect(pipeline.downstream(of: ["b"]) == ["c"])
    }

    @Test("names that differ only in their normal form are two stages")
    func normalForms() {
        let stages = ["caf\u{E9}", "cafe\u{301}"].map { name in
            GraphStage(definition: Samples.stage(StageName(name)), upstream: [])
        }
        let definition = PipelineDefinition(name: "study", file: "dvc.yaml", stages: stages)
        for stage in stages { #expect(definition.stage(stage.name) == stage) }
        #expect(definition.index.position(of: "cafe\u{301}") == 1)
    }

    @Test(
        "an address is a name, a group or a file, the pipeline's own first",
        arguments: [
            ("load", ["load"]), ("etl/dvc.yaml:load", ["etl/dvc.yaml:load"]),
            ("clean", ["etl/dvc.yaml:clean"]), ("fit", ["fit@a", "fit@b"]),
            ("fit@a", ["fit@a"]), ("tok", ["etl/dvc.yaml:tok@x"]),
            ("etl/dvc.yaml:tok", ["etl/dvc.yaml:tok@x"]), ("dvc.yaml", ["load", "fit@a", "fit@b"]),
            ("etl/dvc.yaml", ["etl/dvc.yaml:load", "etl/dvc.yaml:clean", "etl/dvc.yaml:tok@x"]),
            ("fi", []), ("fit@", []), ("", []),
        ] as [(String, [StageName])]
    )
    func addresses(_ address: String, _ found: [StageName]) {
        let names = [
            "etl/dvc.yaml:load", "etl/dvc.yaml:clean", "etl/dvc.yaml:tok@x", "load", "fit@a",
            "fit@b",
        ]
        let stages = names.map { name in
            let file: ProjectPath = name.hasPrefix("etl") ? "etl/dvc.yaml" : "dvc.yaml"
            let definition = StageDefinition(
                name: StageName(name),
                place: SourcePlace(file: file, line: 1, column: 1),
                command: .text("x")
            )
            return GraphStage(definition: definition, upstream: [])
        }
        let pipeline = PipelineDefinition(name: "study", file: "dvc.yaml", stages: stages)
        #expect(pipeline.stages(at: address) == found)
    }
}
