import Dashboard
import Domain
import Terminal
import Testing

@Suite("Command palette")
struct PaletteTests {
    private func trial() -> ScreenTrial {
        var trial = ScreenTrial(
            80,
            24,
            StudyProject.snapshot(StudyProject.run(done: 2)),
            plan: StudyProject.plan()
        )
        trial.press(":")
        return trial
    }

    @Test("before anything is typed the places come first, then what can be done now")
    func order() throws {
        let rows = trial().rows
        let overview = try #require(rows.firstIndex { $0.contains("Show what waits") })
        let step = try #require(rows.firstIndex { $0.contains("Run the next stage") })
        #expect(rows[overview].contains("▌"))
        #expect(overview < step)
        #expect(!rows.contains { $0.contains("Nothing of yours to undo.") })
    }

    @Test("an action is found by words of its name or help, and done with enter")
    func find() {
        var trial = trial()
        trial.type("journal comment")
        #expect(trial.shows("Write a comment into the journal, or on"))
        trial.press("enter")
        #expect(trial.shows("Comment on run penguins/4"))
    }

    @Test("what does not apply says why, and does nothing")
    func dim() {
        var trial = trial()
        trial.type("undo")
        #expect(trial.shows("Nothing of yours to undo."))
        trial.press("enter")
        #expect(trial.notice == "Nothing of yours to undo.")
        #expect(trial.takeRequests().isEmpty)
    }

    @Test("letters are text, not keys")
    func letters() {
        var trial = trial()
        trial.type("qs")
        #expect(trial.model.overlays.count == 1)
        #expect(trial.shows("No action has these words."))
        #expect(trial.takeRequests().isEmpty)
    }
}
