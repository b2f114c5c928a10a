import Dashboard
import Domain
import Logs
import Terminal
import Testing

@Suite("How a pipeline looks")
struct PipelineLookTests {
    static let stale = StudyProject.snapshot(
        StudyProject.run(done: 5) { $0.end = .done },
        usual: ["train": .seconds(8)],
        undo: "edit of params.yaml"
    )

    @Test("80x24 shows the graph, a line on the stage under the cursor, and the log")
    func middle() {
        var trial = ScreenTrial(80, 24, Self.stale, plan: StudyProject.stalePlan)
        trial.press("/")
        trial.type("train")
        trial.press("enter")
        expect(
            trial,
            """
             1 Overview  2 Pipeline  3 Runs  4 Models  6 Activity               ana · 14:03
             penguins › run 4 · working tree · level 0           ✓ done · next train, stale
            ╭ Stages ─────────────────────────────────────────────── 4 of 5 done · 1 stale ╮
            │  ╭───────────╮                                                               │
            │  │✓ explore  │                                                               │
            │  │ 2.0 s     │                                                               │
            │  ╰───────────╯                                                               │
            │  ╭───────────╮   ╭────────────╮   ┏━━━━━━━━━━┓   ╭──────────╮                │
            │  │✓ prepare  ├──▶│✓ validate  ├─┬▶┃◇ train   ┠─┬▶│✓ test    │                │
            │  │ 2.0 s     │   │ 2.0 s      │ │ ┃ stale    ┃ │ │ outdated │                │
            │  ╰───────────╯   ╰────────────╯ │ ┗━━━━━━━━━━┛ │ ╰──────────╯                │
            │                                 ╰──────────────╯                             │
            │                                                                              │
            │ ◇ train  stale  ~ 8.0 s  train.rate 0.005 → 0.05                             │
            ╰──────────────────────────────────────────────────────────────────────────────╯
            ╭ Log: train ──────────────────────────────────────────────────────────────────╮
            │ Reading the log…                                                             │
            │                                                                              │
            │                                                                              │
            │                                                                              │
            │                                                                              │
            │                                                                              │
            ╰──────────────────────────────────────────────────────────────────────────────╯
             s step train  enter log  u undo edit  p plan  r run…  w why  e edit  ? keys
            """
        )
    }

    @Test("60x16 shows a list and at least four lines of the log")
    func small() {
        var trial = ScreenTrial(60, 16, Self.stale, plan: StudyProject.stalePlan)
        let attempt = AttemptID(RunID("penguins", 4), "test", 1)
        let lines = (1...9).map { StyledText("line \($0)") }
        trial.send(
            .answered(.tail(attempt, LogTailReading(lines: lines, progress: nil, size: 90)))
        )
        trial.press("G")
        expect(
            trial,
            """
             1 Ove  2 Pipeline  3 Run  4 Mod  6 Act         ana · 14:03
             penguins › run 4 · working tree · level 0           ✓ done
            ╭ Stages ─────────────────────────── 4 of 5 done · 1 stale ╮
            │  STAGE         STATE           TIME  WHY                 │
            │  ✓ explore     done           2.0 s  first run           │
            │  ✓ prepare     done           2.0 s  first run           │
            │  ✓ validate    done           2.0 s  first run           │
            │  ◇ train       stale        ~ 8.0 s  train.rate 0.005 →… │
            │▌ ✓ test        outdated       2.0 s  built on what will… │
            ╰──────────────────────────────────────────────────────────╯
            ─ Log: test ────────────────────────────────────────────────
             line 6
             line 7
             line 8
             line 9
             s step train  enter log  u undo edit  p plan  ? keys
            """
        )
    }

    @Test("100x30 has the details beside the graph")
    func side() {
        var trial = ScreenTrial(100, 30, Self.stale, plan: StudyProject.stalePlan)
        trial.press("G")
        expect(
            trial,
            """
             1 Overview  2 Pipeline  3 Runs  4 Models  6 Activity                                   ana · 14:03
             penguins › run 4 · working tree · level 0               ✓ done · next train, stale · not monitored
            ╭ Stages ─────────────────────────────── 4 of 5 done · 1 stale ╮╭ test ────────────────────────────╮
            │                                                              ││ ✓ done, outdated  2.0 s          │
            │ ╭───────────╮                                                ││ $ python3 test.py                │
            │ │✓ explore  │                                                ││ why    first run                 │
            │ │ 2.0 s     │                                                ││ note   built on what will        │
            │ ╰───────────╯                                                ││          change: train           │
            │ ╭───────────╮   ╭────────────╮   ╭╌╌╌╌╌╌╌╌╌╌╮   ┏━━━━━━━━━━┓ ││ reads  test.py                   │
            │ │✓ prepare  ├──▶│✓ validate  ├─┬▶┆◇ train   ├─┬▶┃✓ test    ┃ ││ makes  test.out  (cached)        │
            │ │ 2.0 s     │   │ 2.0 s      │ │ ┆ stale    ┆ │ ┃ outdated ┃ ││                                  │
            │ ╰───────────╯   ╰────────────╯ │ ╰╌╌╌╌╌╌╌╌╌╌╯ │ ┗━━━━━━━━━━┛ ││                                  │
            │                                ╰──────────────╯              ││                                  │
            │                                                              ││                                  │
            │                                                              ││                                  │
            │                                                              ││                                  │
            │                                                              ││                                  │
            │                                                              ││                                  │
            │                                                              ││                                  │
            ╰──────────────────────────────────────────────────────────────╯╰──────────────────────────────────╯
            ╭ Log: test ───────────────────────────────────────────────────────────────────────────────────────╮
            │ Reading the log…                                                                                 │
            │                                                                                                  │
            │                                                                                                  │
            │                                                                                                  │
            │                                                                                                  │
            │                                                                                                  │
            │                                                                                                  │
            ╰──────────────────────────────────────────────────────────────────────────────────────────────────╯
             s step train  enter log  u undo edit  p plan  r run…  w why  a act…  b break  P plots  ? keys
            """
        )
    }

    @Test("ASCII draws the same screen with other characters")
    func ascii() {
        let trial = ScreenTrial(80, 24, Self.stale, plan: StudyProject.stalePlan, glyphs: .ascii)
        #expect(trial.screen.utf8.allSatisfy { $0 < 0x80 })
        #expect(
            Array(trial.rows[2...12])
                == """
                + Stages ----------------------------------------------- 4 of 5 done . 1 stale +
                |  +-----------+                                                               |
                |  |+ explore  |                                                               |
                |  | 2.0 s     |                                                               |
                |  +-----------+                                                               |
                |  +-----------+   +------------+   +==========+   +----------+                |
                |  |+ prepare  +-->|+ validate  +-+>#? train   +-+>|+ test    |                |
                |  | 2.0 s     |   | 2.0 s      | | # stale    # | | outdated |                |
                |  +-----------+   +------------+ | +==========+ | +----------+                |
                |                                 +--------------+                             |
                |                                                                              |
                """.lines
        )
    }

    @Test("a plain message stands where the screen is too small")
    func tooSmall() {
        let trial = ScreenTrial(59, 15, Self.stale)
        #expect(trial.shows("Pitwall needs 60x16"))
        #expect(trial.shows("this terminal is 59x15"))
    }

    @Test("progress that a stage prints is solid, a guess from earlier runs is marked as one")
    func progress() {
        let run = StudyProject.run(done: 3) { StudyProject.begin(3, in: &$0, ago: 20) }
        let project = StudyProject.snapshot(run, usual: ["train": .seconds(30)])
        var trial = ScreenTrial(160, 45, project)
        #expect(trial.shows("~ 67 %"))
        #expect(trial.shows("● running 00:20, ~ 10 s left"))
        let attempt = AttemptID(run.id, "train", 1)
        let told = LogProgress(fraction: 0.4, source: .bar, remaining: .seconds(33))
        trial.send(
            .answered(.tail(attempt, LogTailReading(lines: [], progress: told, size: 9)))
        )
        #expect(trial.shows(" 40 %"))
        #expect(!trial.shows("~ 67 %"))
        #expect(trial.shows("~ 33 s left"))
    }

    @Test("what is built on a stage that was left out says so")
    func leftOut() {
        let run = StudyProject.run(done: 5) { run in
            run.stages[1].phase = .ended(.skipped(reason: "no time"))
            run.stages[1].attempts = []
            run.end = .done
        }
        let plan = StudyProject.plan(["prepare": .runs([Change(subject: .command)])])
        var trial = ScreenTrial(160, 45, StudyProject.snapshot(run), plan: plan)
        #expect(trial.shows("old input"))
        trial.press("v")
        #expect(trial.rows.count { $0.contains("built on an older prepare") } == 3)
    }

    @Test("a stage that nothing but time keeps from its step is named as the next")
    func next() {
        let trial = ScreenTrial(
            160,
            45,
            StudyProject.snapshot(nil),
            plan: StudyProject.plan(["prepare": .runs([Change(subject: .neverRun)])])
        )
        #expect(trial.shows("never run · next prepare"))
        #expect(trial.shows("◇ prepare"))
        #expect(trial.hints.contains("s step prepare"))
        #expect(trial.shows("not monitored; data 41 d old"))
    }

    @Test("a definition that cannot be read shows its mistakes, and can be edited")
    func broken() {
        let mistakes = ["broken/dvc.yaml:4:5: unknown key 'dpes'. Did you mean 'deps'?"]
        var trial = ScreenTrial(
            80,
            24,
            StudyProject.project([StudyProject.broken(mistakes)])
        )
        #expect(trial.shows("The definition has mistakes"))
        #expect(trial.shows(mistakes[0]))
        trial.press("s")
        #expect(trial.notice == "The definition has mistakes; mend them first.")
        #expect(trial.takeRequests().isEmpty)
        trial.press("e")
        #expect(trial.takeRequests() == [.edit("broken", "broken/dvc.yaml", line: 4)])
    }

    @Test("names of any script and of any length keep their place", arguments: [60, 80, 100, 160])
    func names(width: Int) {
        let names: [StageName] = [
            "数据准备阶段", "\u{1B}[31mred\u{1B}[0m", StageName(String(repeating: "long_", count: 30)),
        ]
        let definition = PipelineDefinition(
            name: "penguins",
            file: "dvc.yaml",
            stages: names.indices.map { index in
                StudyProject.stage(names[index], after: index > 0 ? [names[index - 1]] : [])
            }
        )
        let pipeline = PipelineSnapshot(
            name: "penguins",
            file: "dvc.yaml",
            definition: definition,
            mistakes: [],
            newestRun: nil,
            breakpoints: [],
            dataChangedAt: nil,
            modelMadeAt: nil,
            undo: nil
        )
        var trial = ScreenTrial(width, 24, StudyProject.project([pipeline]))
        for _ in 0..<3 {
            #expect(!trial.screen.contains("\u{1B}"))
            for row in trial.rows { #expect(SafeText(untrusted: row).width <= width) }
            trial.press("v")
        }
    }

    private func expect(
        _ trial: ScreenTrial,
        _ expected: String,
        location: SourceLocation = #_sourceLocation
    ) {
        #expect(trial.screen == expected, sourceLocation: location)
    }
}

extension String {
    /// The lines of a text.
    var lines: [String] {
        split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}
