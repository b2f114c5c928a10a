import Dashboard
import Domain
import Terminal
import Testing

@Suite("Pipelines of any size")
struct PipelineSizeTests {
    /// A chain with side branches, half of it done.
    private static func project(_ count: Int) -> ProjectSnapshot {
        let stages = (0..<count).map { index in
            let above = index == 0 ? [] : [StageName("stage_\(index - 1 - index % 3 / 2)")]
            return StudyProject.stage(StageName("stage_\(index)"), after: above)
        }
        let definition = PipelineDefinition(name: "penguins", file: "dvc.yaml", stages: stages)
        let opened = RunOpened(
            run: RunID("penguins", 1),
            definition: definition,
            area: .project,
            commit: nil
        )
        var run = Run(opened: opened, by: .person("ana"), at: StudyProject.now)
        for index in 0..<count / 2 { StudyProject.finish(index, in: &run) }
        let pipeline = PipelineSnapshot(
            name: "penguins",
            file: "dvc.yaml",
            definition: definition,
            mistakes: [],
            newestRun: RunSnapshot(run: run, position: Position(9)),
            breakpoints: [],
            dataChangedAt: nil,
            modelMadeAt: nil,
            undo: nil
        )
        return StudyProject.project([pipeline])
    }

    private static let sizes = [(160, 45), (100, 30), (80, 24), (60, 16)]

    @Test("every size of screen takes every size of pipeline", arguments: [0, 1, 50, 300, 1_000])
    func sizes(count: Int) {
        for (width, height) in Self.sizes {
            var trial = ScreenTrial(width, height, Self.project(count))
            for key in ["v", "v", "v", "+", "G", "<", ">", "-", "0", "pgup", "g"] as [Key] {
                trial.press(key)
                #expect(trial.rows.count == height, "\(width)x\(height) after \(key)")
                #expect(trial.rows.allSatisfy { SafeText(untrusted: $0).width <= width })
            }
        }
    }

    @Test("a list shows the stage under the cursor, wherever it is")
    func list() {
        var trial = ScreenTrial(80, 24, Self.project(1_000))
        #expect(trial.shows("STAGE"))
        trial.press("G")
        #expect(trial.shows("▌ ○ stage_999"))
        trial.press("pgup")
        #expect(!trial.shows("stage_999 "))
        trial.press("g")
        #expect(trial.shows("▌ ✓ stage_0 "))
    }

    @Test("a large graph is a window that follows the cursor and counts what lies beyond")
    func window() {
        var trial = ScreenTrial(100, 30, Self.project(300))
        trial.press("+", "g")
        #expect(trial.shows("✓ stage_0 "))
        #expect(trial.shows("more ▸"))
        trial.press(">", ">")
        #expect(!trial.shows("✓ stage_0 "))
        #expect(trial.shows("◂"))
        trial.press("l")
        #expect(trial.shows("✓ stage_1 "))
    }

    @Test("a stage that comes or goes moves neither cursor nor view")
    func growth() {
        var trial = ScreenTrial(160, 45, Self.project(8))
        trial.press("g", "l")
        let stage = trial.model.subject?.stage
        trial.send(.answered(.project(Self.project(9))))
        #expect(trial.model.subject?.stage == stage)
        trial.send(.answered(.project(Self.project(6))))
        #expect(trial.model.subject?.stage == stage)
    }
}
