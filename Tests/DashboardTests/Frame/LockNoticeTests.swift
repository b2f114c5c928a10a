import Dashboard
import Domain
import Terminal
import Testing

@Suite("Locks that cannot be read, on the screens")
struct LockNoticeTests {
    private static let mistake =
        "dvc.lock:7:1: unresolved merge. Resolve it, or run 'pitwall run --force prepare', which"
        + " writes it anew with the records that can be read."
    private static let title = "A lock cannot be read; nothing runs until it is mended"

    private func trial(_ columns: Int, _ rows: Int, locks: [String] = [mistake]) -> ScreenTrial {
        ScreenTrial(columns, rows, StudyProject.snapshot(StudyProject.run(done: 2), locks: locks))
    }

    @Test(
        "what is wrong stands above the stages, whole, however wide the screen is",
        arguments: [(60, 16), (80, 24), (160, 45)]
    )
    func pipeline(columns: Int, rows: Int) {
        let trial = trial(columns, rows)
        #expect(trial.rows[2].contains(Self.title.prefix(columns - 8)))
        let words = trial.rows[3..<8].joined(separator: " ").filter { $0 != "│" }
            .split(separator: " ").joined(separator: " ")
        #expect(words.contains(Self.mistake), "\(words)")
        #expect(trial.shows("prepare"))
    }

    @Test("it stays while keys are pressed, on the overview too, and goes when it is mended")
    func stays() {
        var trial = trial(80, 24)
        trial.press("j", "p", "esc", "1")
        #expect(trial.shows(Self.title))
        trial.send(.answered(.project(StudyProject.snapshot(StudyProject.run(done: 2)))))
        #expect(!trial.shows(Self.title))
    }

    @Test("a look that fails for it is told once, and what was known before holds no more")
    func failedLook() {
        let project = StudyProject.snapshot(StudyProject.run(done: 5), locks: [Self.mistake])
        var trial = ScreenTrial(80, 24, project)
        let query = Query.plan("penguins", .upTo([]), StartOptions(), .show)
        trial.show(StudyProject.stalePlan)
        #expect(trial.shows("stale"))
        trial.send(.readFailed(query, Self.mistake))
        #expect(!trial.shows("stale"))
        #expect(trial.notice == nil)
    }

    @Test("a look at stages that are no more is made anew without a word")
    func goneStages() {
        var trial = ScreenTrial(80, 24, StudyProject.snapshot(StudyProject.run(done: 5)))
        let query = Query.plan("penguins", .upTo(["gone"]), StartOptions(), .show)
        trial.send(.readFailed(query, "Pipeline 'penguins' has no stage 'gone'."))
        #expect(trial.notice == nil)
    }

    @Test("of many locks as many are named as a third of the screen holds")
    func many() {
        let trial = trial(80, 24, locks: (1...30).map { "part\($0)/dvc.lock:1:1: it is cut off." })
        #expect(trial.rows[2].contains("Locks cannot be read; nothing runs until they are mended"))
        #expect(trial.shows("part1/dvc.lock"))
        #expect(trial.shows("prepare"))
    }
}
