import Dashboard
import Domain
import Logs
import Terminal
import Testing

@Suite("Overview")
struct OverviewTests {
    private static let failed = StudyProject.run(done: 2) { run in
        StudyProject.finish(2, in: &run, .exited(1))
    }

    private static let broken = StudyProject.broken(["broken/dvc.yaml:3:1: a mistake."])

    private func trial(
        _ width: Int,
        _ height: Int,
        _ run: Run?,
        glyphs: GlyphSet = .unicode,
        plan: Plan? = nil
    ) -> ScreenTrial {
        let project = StudyProject.snapshot(run, more: [Self.broken])
        return ScreenTrial(width, height, project, plan: plan, glyphs: glyphs)
    }

    @Test("what waits comes first, the most urgent under the cursor")
    func waiting() {
        let trial = trial(80, 24, Self.failed)
        #expect(
            trial.screen == """
                 1 Overview ✗2  2 Pip  3 Run  4 Mod  6 Act               ◇ 2 wait · ana · 14:03
                 study · all pipelines                                       nothing is running
                ╭ Waiting for you 2 ───────────────────────────────────────────────────────────╮
                │▌✗ failed   penguins  run 4  'validate' failed with exit status 1.      4 min │
                │ ✗ mistake  broken           broken/dvc.yaml:3:1: a mistake.                  │
                ╰──────────────────────────────────────────────────────────────────────────────╯
                ╭ Pipelines ───────────────────────────────────────────────────────────────────╮
                │  NAME      LEVEL     STATE                           NEXT      LIVE          │
                │▌ penguins  0 manual  ✗ failed validate 13:58  run 4  validate  not monitored │
                │  broken    0 manual  ✗ broken/dvc.yaml:3:1: a mist…  –         not monitored │
                ╰──────────────────────────────────────────────────────────────────────────────╯
                ╭ penguins ──────────────────────────────────────────── 2 of 5 done · 1 failed ╮
                │  STAGE         STATE           TIME  WHY                                     │
                │  ✓ explore     done           2.0 s  first run                               │
                │  ✓ prepare     done           2.0 s  first run                               │
                │▌ ✗ validate    failed         2.0 s  'validate' failed with exit status 1.   │
                │  ○ train       planned                                                       │
                │  ○ test        planned                                                       │
                ╰──────────────────────────────────────────────────────────────────────────────╯




                 s step validate  enter open  p plan  r run…  w why  a act…  b break  ? keys
                """
        )
    }

    @Test("60x16 keeps names, states and what waits")
    func small() {
        let trial = trial(60, 16, Self.failed)
        #expect(
            trial.screen == """
                 1 Overview ✗2  2  3  4  6           ◇ 2 wait · ana · 14:03
                 study · all pipelines                   nothing is running
                ╭ Waiting for you 2 ───────────────────────────────────────╮
                │▌✗ failed   penguins  'validate' failed with exit status… │
                │ ✗ mistake  broken    broken/dvc.yaml:3:1: a mistake.     │
                ╰──────────────────────────────────────────────────────────╯
                ╭ Pipelines ───────────────────────────────────────────────╮
                │  NAME      STATE                                NEXT     │
                │▌ penguins  ✗ failed validate 13:58  run 4       validate │
                │  broken    ✗ broken/dvc.yaml:3:1: a mistake.    –        │
                │                                                          │
                │                                                          │
                │                                                          │
                │                                                          │
                ╰──────────────────────────────────────────────────────────╯
                 s step validate  enter open  p plan  r run…  w why  ? keys
                """
        )
    }

    @Test("a running stage is shown with how far it is")
    func running() {
        let run = StudyProject.run(done: 3) { StudyProject.begin(3, in: &$0) }
        var trial = trial(160, 45, run)
        let attempt = AttemptID(run.id, "train", 1)
        let progress = LogProgress(fraction: 0.67, source: .bar)
        trial.send(
            .answered(.tail(attempt, LogTailReading(lines: [], progress: progress, size: 9)))
        )
        #expect(trial.shows("● running train 67 %  run 4"))
        #expect(trial.shows("● 1 stage runs"))
    }

    @Test("the cursor goes through what waits into the pipelines, enter goes in")
    func cursor() {
        var trial = trial(80, 24, Self.failed)
        #expect(trial.model.subject?.stage == "validate")
        trial.press("j", "j")
        #expect(trial.model.currentPipeline == "penguins")
        #expect(trial.model.subject?.stage == nil)
        trial.press("g", "enter")
        #expect(trial.model.place == .pipeline("penguins"))
        #expect(trial.model.subject?.stage == "validate")
    }

    @Test("a click selects, a second one on the same row goes in")
    func click() throws {
        var trial = trial(80, 24, Self.failed)
        try trial.click("pipeline", 0)
        #expect(trial.model.place == .overview)
        try trial.click("pipeline", 0)
        #expect(trial.model.place == .pipeline("penguins"))
    }

    @Test("s steps the pipeline under the cursor, and the hint names the stage")
    func step() {
        let run = StudyProject.run(done: 2)
        var trial = trial(80, 24, run, plan: StudyProject.plan())
        trial.press("G", "k")
        #expect(trial.hints.contains("s step validate"))
        trial.press("s")
        #expect(
            trial.takeRequests() == [
                .read(.plan("penguins", .only(["validate"]), StartOptions(isStep: true), .start))
            ]
        )
    }

    @Test("a project without a pipeline says what to do next")
    func empty() {
        let trial = ScreenTrial(80, 24, StudyProject.project([]))
        #expect(trial.shows("There is no pipeline here yet"))
        #expect(trial.shows("Write a dvc.yaml"))
    }

    @Test("mistakes in pitwall.yaml stand above all else")
    func mistakes() {
        let mistake = "pitwall.yaml:2:3: unknown key 'trigers'. Did you mean 'triggers'?"
        let trial = ScreenTrial(80, 24, StudyProject.project([], mistakes: [mistake]))
        #expect(trial.rows[2].contains("pitwall.yaml has mistakes"))
        #expect(trial.shows(mistake))
    }
}
