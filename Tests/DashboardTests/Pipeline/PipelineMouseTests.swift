import Dashboard
import Domain
import Terminal
import Testing

@Suite("The mouse on a pipeline")
struct PipelineMouseTests {
    private let run = StudyProject.run(done: 5) { $0.end = .done }

    private func trial() -> ScreenTrial {
        ScreenTrial(160, 45, StudyProject.snapshot(run), plan: StudyProject.plan())
    }

    @Test("a click selects a stage, a second one opens its log")
    func node() throws {
        var trial = trial()
        try trial.click("graph.node", 1)
        #expect(trial.model.subject?.stage == "prepare")
        #expect(trial.model.place == .pipeline("penguins"))
        try trial.click("graph.node", 1)
        #expect(trial.model.place == .log(AttemptID(run.id, "prepare", 1)))
    }

    @Test("a row of the list and one of the chart are clicked alike")
    func rows() throws {
        var trial = trial()
        trial.press("v")
        try trial.click("stage", 2)
        #expect(trial.model.subject?.stage == "validate")
        trial.press("v")
        try trial.click("gantt.row", 3)
        #expect(trial.model.subject?.stage == "train")
    }

    @Test("the wheel scrolls the pane under the pointer, whichever has the keys")
    func wheel() throws {
        var trial = trial()
        trial.press("G")
        let lines = (1...60).map { StyledText("line \($0)") }
        let tail = LogTailReading(lines: lines, progress: nil, size: 400)
        trial.send(.answered(.tail(AttemptID(run.id, "test", 1), tail)))
        try trial.wheel(.wheelUp, over: "pane.log")
        #expect(trial.shows("3 more below"))
        #expect(trial.model.pipelines["penguins"]?.pane == .stages)
        #expect(trial.model.subject?.stage == "test")
        try trial.wheel(.wheelDown, over: "pane.log")
        #expect(trial.shows("line 60"))
    }

    @Test("a click on a hint does what its key does")
    func hint() throws {
        var trial = trial()
        let index = try #require(
            trial.canvas.grid.regions.filter { $0.id.name == "hint" }
                .first { region in
                    let row = trial.rows[region.rect.y]
                    let start = row.index(row.startIndex, offsetBy: region.rect.x)
                    return row[start...].hasPrefix("w why")
                }
        ).id.index
        try trial.click("hint", index)
        #expect(trial.model.overlays.count == 1)
    }
}
