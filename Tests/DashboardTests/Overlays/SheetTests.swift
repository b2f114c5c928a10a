import Dashboard
import Domain
import Terminal
import Testing

@Suite("Sheets over the screen")
struct SheetTests {
    private static let project = StudyProject.snapshot(
        StudyProject.run(done: 5) { $0.end = .done },
        usual: ["train": .seconds(8)]
    )

    private static let replacing = Plan(
        pipeline: "penguins",
        stages: [
            StageCheck(stage: "prepare", verdict: .unchanged),
            StageCheck(
                stage: "train",
                verdict: .runs([
                    Change(subject: .parameter, name: "params.yaml:rate", old: "1", new: "2"),
                    Change(subject: .command),
                ]),
                replacements: [
                    Replacement(path: "m.json", fate: .comesBack, isEditedByHand: false, size: 1),
                    Replacement(path: "notes.md", fate: .lost, isEditedByHand: true, size: 1),
                    Replacement(path: "loss.csv", fate: .lost, isEditedByHand: false, size: 1),
                ]
            ),
            StageCheck(stage: "test", verdict: .follows(["train"])),
            StageCheck(stage: "explore", verdict: .blocked(["'raw.csv' is missing."])),
        ]
    )

    private func sheet(_ width: Int, _ height: Int, readOnly: Bool = false) -> ScreenTrial {
        var trial = ScreenTrial(
            width,
            height,
            Self.project,
            plan: StudyProject.stalePlan,
            isReadOnly: readOnly
        )
        trial.send(.answered(.plan(Self.replacing, .upTo(["test"]), StartOptions(), .sheet)))
        return trial
    }

    @Test("the plan says what runs, why, what it replaces and what would be lost")
    func plan() {
        let trial = sheet(80, 24)
        #expect(
            trial.screen == """
                 1 Overview  2 Pipeline  3 Runs  4 Models  6 Activity               ana · 14:03
                 penguins › run 4 · working tree · level 0           ✓ done · next train, stale
                ╭ Stages ─────────────────────────────────────────────── 4 of 5 done · 1 stale ╮
                │  ╭───────────╮                                                               │
                │╭ Plan · penguins · up to test ──────────────────────────────────────────────╮│
                ││  1 of 4 stages would run, about 8.0 s; 1 more depends on what comes out.   ││
                ││  ✗ 1 stage cannot run.                                                     ││
                ││  ▲ 1 output that was changed by hand would be lost.                        ││
                ││                                                                            ││
                ││  ≡ prepare   unchanged                                                     ││
                ││  ◌ train     runs  for 2 reasons:  ~ 8.0 s                                 ││
                ││      rate 1 → 2                                                            ││
                ││      the command changed                                                   ││
                ││      replaces m.json; it can come back from the cache                      ││
                ╰│      replaces notes.md; it was changed by hand, is nowhere else and would  │╯
                ╭│      be lost                                                               │╮
                ││      replaces loss.csv; it is not in the cache                             ││
                ││  ○ test      decided after train                                           ││
                ││  ✗ explore   'raw.csv' is missing.                                         ││
                │╰ s runs it  r this again  t up to here  f from here  a all  esc leaves ─────╯│
                │                                                                              │
                │                                                                              │
                ╰──────────────────────────────────────────────────────────────────────────────╯
                 s step train  enter log  p plan  r run…  w why  e edit  a act…  / find  ? keys
                """
        )
    }

    @Test("s in the plan runs it, looking once more first")
    func runs() {
        var trial = sheet(80, 24)
        trial.press("s")
        #expect(trial.model.overlays.isEmpty)
        #expect(
            trial.takeRequests() == [
                .read(.plan("penguins", .upTo(["test"]), StartOptions(), .start))
            ]
        )
    }

    @Test("letters of the run menu ask for another plan, which takes the sheet's place")
    func others() {
        var trial = sheet(80, 24)
        trial.press("a")
        #expect(
            trial.takeRequests() == [.read(.plan("penguins", .all, StartOptions(), .sheet))]
        )
        trial.send(.answered(.plan(StudyProject.plan(), .all, StartOptions(), .sheet)))
        #expect(trial.model.overlays.count == 1)
        #expect(trial.shows("Everything is up to date; nothing would run."))
        #expect(!trial.shows("runs it"))
    }

    @Test("a read-only screen shows the plan without the keys that run it")
    func readOnly() {
        var trial = sheet(80, 24, readOnly: true)
        #expect(!trial.shows("runs it"))
        trial.press("s", "a")
        #expect(trial.takeRequests().isEmpty)
    }

    @Test("a partial plan does not take the place of the look at all stages")
    func partial() {
        let trial = sheet(80, 24)
        #expect(trial.model.plans["penguins"] == StudyProject.stalePlan)
    }

    @Test("a long plan tells of stages without change together")
    func long() {
        let checks = (0..<40).map { index in
            StageCheck(
                stage: StageName("s\(index)"),
                verdict: index == 30 ? .runs([Change(subject: .neverRun)]) : .unchanged
            )
        }
        var trial = ScreenTrial(80, 24, Self.project)
        let plan = Plan(pipeline: "penguins", stages: checks)
        trial.send(.answered(.plan(plan, .all, StartOptions(), .sheet)))
        #expect(trial.shows("≡ 30 stages unchanged"))
        #expect(trial.shows("◌ s30"))
        #expect(trial.shows("≡ 9 stages unchanged"))
    }

    @Test("why says first what would happen now, then what the run was made on")
    func why() {
        var trial = ScreenTrial(80, 24, Self.project, plan: StudyProject.stalePlan)
        trial.press("/")
        trial.type("train")
        trial.press("enter", "w")
        #expect(trial.shows("it would run"))
        #expect(trial.shows("because train.rate 0.005 → 0.05"))
        #expect(trial.shows("In run 4"))
        trial.press("w")
        #expect(trial.model.overlays.isEmpty)
    }

    @Test("the keys stand in two columns where there is room", arguments: [(80, 1), (160, 2)])
    func help(width: Int, columns: Int) {
        var trial = ScreenTrial(width, 45, Self.project)
        trial.press("?")
        let isWide = trial.rows.contains { $0.contains("Run the next") && $0.contains("Say why") }
        #expect(isWide == (columns == 2))
        trial.press("?")
        #expect(trial.model.overlays.isEmpty)
    }

    @Test(
        "every sheet fits the smallest screen",
        arguments: ["?", ":", "p", "w", "a", "r"] as [Key]
    )
    func small(key: Key) {
        var trial = ScreenTrial(60, 16, Self.project, plan: StudyProject.stalePlan)
        trial.press("G", key)
        if key == "p" {
            trial.send(.answered(.plan(Self.replacing, .all, StartOptions(), .sheet)))
        }
        #expect(trial.model.overlays.count == 1)
        #expect(trial.shows("esc leaves"))
        trial.press("esc")
        #expect(trial.model.overlays.isEmpty)
    }
}
