import Dashboard
import Domain
import Terminal
import Testing

@Suite("Questions before acts")
struct QuestionTests {
    private let running = StudyProject.run(done: 2) { StudyProject.begin(2, in: &$0) }

    private func trial(_ run: Run?, readOnly: Bool = false) -> ScreenTrial {
        var trial = ScreenTrial(
            80,
            24,
            StudyProject.snapshot(run),
            plan: StudyProject.plan(),
            isReadOnly: readOnly
        )
        trial.model.engine = .here
        return trial
    }

    @Test("enter on the box of a cancel cancels nothing")
    func safeCancel() {
        var trial = trial(running)
        trial.press("a", "c")
        #expect(trial.shows("▸ No, let it run"))
        trial.press("enter")
        #expect(trial.model.overlays.isEmpty)
        #expect(trial.takeRequests().isEmpty)
    }

    @Test("the yes of a cancel is taken with an arrow and enter")
    func cancel() {
        var trial = trial(running)
        trial.press("a", "c", "down", "enter")
        #expect(trial.takeRequests() == [.send(.cancel(running.id, "validate"))])
    }

    @Test("letters answer no box", arguments: ["y", "Y", "c", "s", "space"] as [Key])
    func letters(key: Key) {
        var trial = trial(running)
        trial.press("a", "c", key)
        #expect(trial.model.overlays.count == 1)
        #expect(trial.takeRequests().isEmpty)
    }

    @Test("a click on an answer chooses it and does not take it")
    func click() throws {
        var trial = trial(running)
        trial.press("a", "c")
        try trial.click("choice", 1)
        #expect(trial.shows("▸ Yes, cancel it"))
        #expect(trial.takeRequests().isEmpty)
    }

    @Test("quitting while a stage runs leaves it running unless told otherwise")
    func quit() {
        var trial = trial(running)
        trial.press("q")
        #expect(trial.shows("▸ Detach: it goes on"))
        #expect(trial.shows("'validate' goes on without this screen"))
        trial.press("down", "down", "enter")
        #expect(trial.takeRequests().isEmpty)
        trial.press("q", "down", "enter")
        #expect(trial.takeRequests() == [.send(.cancel(running.id, nil)), .quit])
        trial.press("q", "enter")
        #expect(trial.takeRequests() == [.detach])
    }

    @Test("quitting asks nothing where nothing runs, on a read-only screen, or beside the engine")
    func plainQuit() {
        var guest = trial(running)
        guest.model.engine = .otherScreen
        guest.press("q")
        #expect(guest.takeRequests() == [.quit])
        var idle = trial(StudyProject.run(done: 2))
        idle.press("q")
        #expect(idle.takeRequests() == [.quit])
        var reader = trial(running, readOnly: true)
        reader.press("q")
        #expect(reader.takeRequests() == [.quit])
    }

    @Test("an open question of quitting follows what has changed since")
    func quitRenewed() {
        var trial = trial(running)
        trial.press("q")
        trial.send(.answered(.project(StudyProject.snapshot(StudyProject.run(done: 2)))))
        _ = trial.takeRequests()
        #expect(trial.shows("▸ Quit"))
        #expect(trial.shows("nothing is lost"))
        #expect(!trial.shows("Detach"))
        trial.press("enter")
        #expect(trial.takeRequests() == [.quit])

        var staying = self.trial(running)
        staying.press("q", "up")
        staying.model.engine = .headless
        staying.send(.answered(.project(StudyProject.snapshot(running))))
        _ = staying.takeRequests()
        #expect(staying.shows("▸ Stay here"))
        staying.press("enter")
        #expect(staying.takeRequests().isEmpty)
        #expect(staying.model.overlays.isEmpty)
    }

    @Test("a start that would lose an output asks, and starts on no")
    func losing() {
        var trial = trial(nil)
        let loss = Replacement(path: "notes.md", fate: .lost, isEditedByHand: true, size: 5)
        let plan = Plan(
            pipeline: "penguins",
            stages: [
                StageCheck(
                    stage: "explore",
                    verdict: .runs([Change(subject: .neverRun)]),
                    replacements: [loss]
                )
            ]
        )
        trial.send(.answered(.plan(plan, .only(["explore"]), StartOptions(), .start)))
        #expect(trial.shows("Something would be lost"))
        #expect(trial.shows("▸ No, keep the file"))
        trial.press("enter")
        #expect(trial.takeRequests().isEmpty)
        trial.send(.answered(.plan(plan, .only(["explore"]), StartOptions(), .start)))
        trial.press("down", "enter")
        #expect(
            trial.takeRequests() == [
                .send(.start("penguins", .only(["explore"]), StartOptions(mayLose: true)))
            ]
        )
    }

    @Test("closing a run asks, and starts on no")
    func close() {
        let run = StudyProject.run(done: 2)
        var trial = trial(run)
        trial.press("a", "k")
        #expect(trial.shows("3 stages have not run"))
        trial.press("enter")
        #expect(trial.takeRequests().isEmpty)
        trial.press("a", "k", "down", "enter")
        #expect(trial.takeRequests() == [.send(.close(run.id))])
    }

    @Test("a skip needs a word why")
    func skip() {
        var trial = trial(StudyProject.run(done: 2))
        trial.press("G", "a", "s", "enter")
        #expect(trial.shows("A word or two are needed here; esc leaves."))
        trial.type("no time")
        trial.press("enter")
        #expect(
            trial.takeRequests() == [
                .send(.skip(RunTarget("penguins", "test"), reason: "no time"))
            ]
        )
    }

    @Test("a paste goes into a prompt as one line, and nowhere else")
    func paste() {
        var trial = trial(StudyProject.run(done: 2))
        trial.send(.paste(Paste("s\nq\n", isCut: false)))
        #expect(trial.notice == "Pasted text goes into text fields only; ignored.")
        trial.press("G", "a", "d")
        trial.send(.paste(Paste("made\nelsewhere", isCut: false)))
        trial.press("enter")
        #expect(
            trial.takeRequests() == [
                .send(.markDone(RunTarget("penguins", "test"), note: "made elsewhere"))
            ]
        )
    }

    @Test("what does not apply is in the menu with its reason, and does nothing")
    func dim() {
        var trial = trial(StudyProject.run(done: 2))
        trial.press("g", "a")
        _ = trial.takeRequests()
        #expect(trial.shows("r  retry  It has not failed."))
        #expect(trial.shows("c  cancel  Nothing is under way."))
        trial.press("r")
        #expect(trial.notice == "It has not failed.")
        #expect(trial.takeRequests().isEmpty)
    }
}
