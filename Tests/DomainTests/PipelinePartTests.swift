import Domain
import Testing

/// Pipelines over several files, as a project reads them: each with all that is upstream of it.
///
///     prep → one:t → two:t → last        one:t → one:u        three:alone
@Suite("Parts of a command in several pipelines")
struct PipelinePartTests {
    private static let above: [(StageName, [StageName])] = [
        ("prep", []), ("one/dvc.yaml:t", ["prep"]), ("two/dvc.yaml:t", ["one/dvc.yaml:t"]),
        ("last", ["two/dvc.yaml:t"]), ("one/dvc.yaml:u", ["one/dvc.yaml:t"]),
        ("three/dvc.yaml:alone", []),
    ]

    private static func pipeline(
        _ name: PipelineName,
        _ stages: Set<StageName>
    ) -> PipelineDefinition {
        let file: (StageName) -> ProjectPath = { stage in
            ProjectPath(
                stage.text.split(separator: ":").dropLast().first.map { "\($0)" } ?? "dvc.yaml"
            )
        }
        return PipelineDefinition(
            name: name,
            file: name == "root" ? "dvc.yaml" : ProjectPath("\(name)/dvc.yaml"),
            stages: above.filter { stages.contains($0.0) }.map { stage, upstream in
                GraphStage(
                    definition: StageDefinition(
                        name: stage,
                        place: SourcePlace(file: file(stage), line: 1, column: 1),
                        command: .text("x")
                    ),
                    upstream: upstream
                )
            }
        )
    }

    private static let (oneT, oneU, twoT) =
        ("one/dvc.yaml:t", "one/dvc.yaml:u", "two/dvc.yaml:t") as (StageName, StageName, StageName)
    private static let alone: StageName = "three/dvc.yaml:alone"
    private static let root = pipeline("root", ["prep", oneT, twoT, "last"])
    private static let one = pipeline("one", ["prep", oneT, oneU])
    private static let two = pipeline("two", ["prep", oneT, twoT])
    private static let three = pipeline("three", [alone])
    private static let all = [root, two, one, three]

    private func names(_ parts: [PipelinePart]) -> [PipelineName] { parts.map(\.pipeline.name) }

    @Test("all pipelines come in the order in which they need each other, else as they stand")
    func whole() {
        // 'root' and 'two' need each other, so the first goes first.
        let parts = PipelinePart.whole(Self.all)
        #expect(names(parts) == ["three", "root", "one", "two"])
        #expect(parts.allSatisfy { $0.selection == .all })
        #expect(names(PipelinePart.whole([Self.two, Self.three])) == ["two", "three"])
    }

    @Test("stages of several pipelines come in the order in which they need each other")
    func chosen() {
        let groups = [(Self.two, [Self.twoT]), (Self.three, [Self.alone]), (Self.one, [Self.oneT])]
        let parts = PipelinePart.chosen(groups) { .only($0) }
        #expect(names(parts) == ["three", "one", "two"])
        #expect(
            parts.map(\.selection) == [.only([Self.alone]), .only([Self.oneT]), .only([Self.twoT])]
        )
    }

    @Test(
        "what follows from a stage is found in every pipeline that holds it, once",
        arguments: [
            (["prep"], [root], ["root", "one"]), ([oneT], [one], ["one", "root"]),
            ([twoT], [two], ["two", "root"]), ([oneU], [one], ["one"]),
            ([alone], [three], ["three"]),
            ([oneU, alone], [one, three], ["one", "three"]),
            ([oneU, twoT], [one, two], ["one", "two", "root"]),
        ] as [([StageName], [PipelineDefinition], [PipelineName])]
    )
    func below(_ stages: [StageName], _ homes: [PipelineDefinition], _ found: [PipelineName]) {
        let parts = PipelinePart.below(stages, homes: homes, among: Self.all)
        #expect(names(parts) == found)
        for part in parts {
            #expect(part.selection == .from(stages.filter { part.pipeline.stage($0) != nil }))
        }
    }

    // MARK: - Progress

    private func run(_ pipeline: PipelineDefinition, _ outcomes: [StageName: StageOutcome]) -> Run {
        let id = RunID(pipeline.name, 1)
        let opened = RunOpened(run: id, definition: pipeline, area: .project, commit: nil)
        var run = Run(opened: opened, by: Samples.ana, at: Samples.start)
        for (stage, outcome) in outcomes.sorted(by: { $0.key < $1.key }) {
            let ended = StageEnded(run: id, stage: stage, outcome: outcome)
            run.apply(.stageEnded(ended), by: .engine, at: Samples.start)
        }
        return run
    }

    @Test("a stage of which one pipeline took care is left out of the others")
    func doneOnce() {
        var progress = PartProgress()
        let first = PipelinePart(pipeline: Self.one, selection: .upTo([Self.oneU]))
        let second = PipelinePart(pipeline: Self.two, selection: .all)
        #expect(progress.rest(of: first) == .upTo([Self.oneU]))
        let outcomes: [StageName: StageOutcome] = [
            "prep": .unchanged, Self.oneT: .done, Self.oneU: .done,
        ]
        progress.take(first, from: run(Self.one, outcomes))
        #expect(progress.rest(of: second) == .rest(of: .all, without: ["prep", Self.oneT]))
        #expect(progress.rest(of: first) == nil)
        progress.takeWhole(second)
        let last = PipelinePart(pipeline: Self.root, selection: .all)
        #expect(progress.rest(of: last)?.scope(in: Self.root) == ["last"])
    }

    @Test("what follows from a stage that failed is left out of the others")
    func failed() {
        let failure = StageFailure(kind: .command, text: "x")
        var progress = PartProgress()
        let first = PipelinePart(pipeline: Self.one, selection: .all)
        progress.take(first, from: run(Self.one, ["prep": .done, Self.oneT: .failed(failure)]))
        #expect(progress.rest(of: PipelinePart(pipeline: Self.two, selection: .all)) == nil)
        #expect(progress.rest(of: PipelinePart(pipeline: Self.root, selection: .all)) == nil)
        #expect(progress.rest(of: PipelinePart(pipeline: Self.three, selection: .all)) == .all)
    }

    @Test("a stage that was not asked for is not taken care of")
    func notAsked() {
        var progress = PartProgress()
        let first = PipelinePart(pipeline: Self.one, selection: .only([Self.oneU]))
        progress.take(first, from: run(Self.one, ["prep": .unchanged, Self.oneU: .done]))
        #expect(progress.rest(of: PipelinePart(pipeline: Self.two, selection: .all)) == .all)
    }

    @Test("what is left out of a selection counts together, however often it is said")
    func nested() {
        let selection = Selection.rest(of: .rest(of: .all, without: ["a"]), without: ["b"])
        #expect(selection.parts == (.all, ["a", "b"]))
        #expect(selection.scope(in: Samples.definition()) == ["c", "d"])
    }
}
