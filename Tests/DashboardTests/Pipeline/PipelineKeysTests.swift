import Dashboard
import Domain
import Foundation
import Terminal
import Testing

@Suite("Keys on a pipeline")
struct PipelineKeysTests {
    private static func trial(_ run: Run?, plan: Plan? = StudyProject.plan()) -> ScreenTrial {
        ScreenTrial(160, 45, StudyProject.snapshot(run), plan: plan)
    }

    private func cursor(_ trial: ScreenTrial) -> StageName? { trial.model.subject?.stage }

    @Test("arrows go along the edges of the graph, g and G to its ends")
    func edges() {
        var trial = Self.trial(StudyProject.run(done: 5) { $0.end = .done })
        trial.press("g")
        #expect(cursor(trial) == "explore")
        trial.press("down")
        #expect(cursor(trial) == "prepare")
        trial.press("right", "l")
        #expect(cursor(trial) == "train")
        trial.press("h")
        #expect(cursor(trial) == "validate")
        trial.press("G", "right")
        #expect(cursor(trial) == "test")
    }

    @Test("up and down go through the stages of a fan-out, then on")
    func members() {
        let names: [StageName] = ["load", "fit@a", "fit@b", "fit@c", "test"]
        let stages = names.map { name in
            let isFit = name.text.hasPrefix("fit")
            return StudyProject.stage(
                name,
                after: isFit ? ["load"] : name == "test" ? Array(names[1...3]) : []
            )
        }
        let pipeline = PipelineSnapshot(
            name: "penguins",
            file: "dvc.yaml",
            definition: PipelineDefinition(name: "penguins", file: "dvc.yaml", stages: stages),
            mistakes: [],
            newestRun: nil,
            breakpoints: [],
            dataChangedAt: nil,
            modelMadeAt: nil,
            undo: nil
        )
        var trial = ScreenTrial(160, 45, StudyProject.project([pipeline]), plan: nil)
        trial.press("g", "right")
        #expect(cursor(trial) == "fit@a")
        #expect(trial.shows("fit@a  1 of 3"))
        trial.press("down", "down")
        #expect(cursor(trial) == "fit@c")
        trial.press("down")
        #expect(cursor(trial) == "fit@c")
        trial.press("up")
        #expect(cursor(trial) == "fit@b")
        trial.press("right")
        #expect(cursor(trial) == "test")
    }

    @Test("x and X go round the stages that failed")
    func troubles() {
        let run = StudyProject.run(done: 2) { run in
            StudyProject.finish(2, in: &run, .exited(1))
            StudyProject.finish(0, in: &run, .exited(1))
        }
        var trial = Self.trial(run)
        trial.press("G", "x")
        #expect(cursor(trial) == "explore")
        trial.press("x")
        #expect(cursor(trial) == "validate")
        trial.press("X")
        #expect(cursor(trial) == "explore")
    }

    @Test("without trouble x says so")
    func noTrouble() {
        var trial = Self.trial(StudyProject.run(done: 2))
        trial.press("x")
        #expect(trial.notice == "No stage is in trouble.")
    }

    @Test("/ finds stages by a part of their name, n and N go on")
    func find() {
        var trial = Self.trial(StudyProject.run(done: 5) { $0.end = .done })
        trial.press("g", "/")
        trial.type("t")
        trial.press("backspace")
        trial.type("e")
        trial.press("enter")
        #expect(cursor(trial) == "explore")
        trial.press("n")
        #expect(cursor(trial) == "prepare")
        trial.press("N", "N")
        #expect(cursor(trial) == "test")
        trial.press("/")
        trial.type("nothing")
        trial.press("enter")
        #expect(trial.notice == "No stage has 'nothing' in its name.")
        #expect(cursor(trial) == "test")
    }

    @Test("tab goes to the details and the log, where arrows scroll; esc comes back")
    func panes() {
        let run = StudyProject.run(done: 5) { $0.end = .done }
        var trial = ScreenTrial(80, 24, StudyProject.snapshot(run), plan: StudyProject.plan())
        trial.press("G", "tab")
        #expect(trial.shows("╭ test ─"))
        #expect(trial.shows("$ python3 test.py"))
        let lines = (1...40).map { StyledText("line \($0)") }
        let tail = LogTailReading(lines: lines, progress: nil, size: 400)
        trial.send(.answered(.tail(AttemptID(run.id, "test", 1), tail)))
        trial.press("tab")
        #expect(trial.shows("line 40"))
        trial.press("k", "k")
        #expect(!trial.shows("line 39"))
        #expect(trial.shows("line 38"))
        #expect(trial.shows("2 more below"))
        trial.press("G")
        #expect(trial.shows("line 40"))
        trial.press("esc")
        #expect(trial.model.pipelines["penguins"]?.pane == .stages)
        #expect(cursor(trial) == "test")
    }

    @Test("v goes from the graph to the list and the chart, and comes back")
    func views() {
        var trial = Self.trial(StudyProject.run(done: 5) { $0.end = .done })
        #expect(trial.shows("╭"))
        trial.press("v")
        #expect(trial.shows("STAGE"))
        trial.press("v")
        #expect(trial.shows("█"))
        trial.press("v")
        #expect(!trial.shows("STAGE"))
    }

    @Test("z gives the pane all of the screen, esc takes it back")
    func zoom() {
        var trial = Self.trial(StudyProject.run(done: 5))
        trial.press("tab", "tab", "z")
        #expect(!trial.shows("Stages"))
        trial.press("esc")
        #expect(trial.shows("Stages"))
        #expect(trial.model.pipelines["penguins"]?.pane == .log)
    }

    @Test("an earlier run is marked as the past, and nothing acts on it")
    func past() {
        let now = StudyProject.run(4, done: 2)
        let before = StudyProject.run(3, done: 5) { run in
            run.end = .done
            run.endedAt = StudyProject.now.addingTimeInterval(-7_200)
        }
        var trial = Self.trial(now)
        trial.press("{")
        #expect(trial.takeRequests().contains(.read(.runs("penguins"))))
        #expect(trial.shows("Reading that run"))
        let runs = [now, before].map { RunSnapshot(run: $0, position: Position(9)) }
        trial.send(.answered(.runs("penguins", runs)))
        #expect(trial.shows("run 3 of 4  the past"))
        #expect(trial.shows("Stages of run 3"))
        #expect(trial.shows("✓ done 2 h ago  . returns to now"))
        _ = trial.takeRequests()
        for key in ["s", "e", "b", "!", "u", "c", "p"] as [Key] {
            trial.press(key)
            #expect(trial.notice == "Run 3 is the past; '.' returns to now.", "\(key)")
        }
        trial.press("a")
        #expect(trial.model.overlays.isEmpty)
        #expect(trial.takeRequests().isEmpty)
        trial.press(".")
        #expect(trial.shows("penguins › run 4 ·"))
        trial.press("}")
        #expect(trial.notice == "This is the newest run.")
    }

    /// A run of which `prepare` runs, with the events that led there.
    private static func events() throws -> (run: Run, history: RunHistory) {
        let opened = RunOpened(
            run: RunID("penguins", 4),
            definition: StudyProject.definition,
            area: .project,
            commit: nil
        )
        let attempt = AttemptID(opened.run, "prepare", 1)
        let check = StageCheck(stage: "prepare", verdict: .runs([Change(subject: .neverRun)]))
        let events: [Event] = [
            .runOpened(opened),
            .stagesRequested(
                StagesRequested(
                    run: opened.run,
                    stages: ["prepare"],
                    reset: [],
                    options: StartOptions()
                )
            ),
            .stageChecking(opened.run, "prepare"),
            .attemptStarting(AttemptStarting(attempt: attempt, check: check, leasedTo: nil)),
            .stageEnded(StageEnded(run: opened.run, stage: "prepare", outcome: .done)),
        ]
        let entries = events.enumerated().map { index, event in
            JournalEntry(
                position: Position(Int64(index + 1)),
                at: StudyProject.now.addingTimeInterval(Double(index) * 60 - 600),
                actor: .person("ana"),
                event: event
            )
        }
        let history = try #require(RunHistory(entries))
        return (history.run(after: entries.count - 1), history)
    }

    @Test("[ and ] go through a run's past, event by event, and nothing acts on it")
    func moments() throws {
        let (run, history) = try Self.events()
        var trial = Self.trial(run)
        trial.press("]")
        #expect(trial.notice == "Nothing is later; '[' goes back, event by event.")
        _ = trial.takeRequests()
        trial.press("[")
        #expect(trial.takeRequests() == [.read(.history(run.id))])
        trial.send(.answered(.history(run.id, history)))
        #expect(trial.shows("run 4 of 4, event 4 of 5  the past"))
        #expect(trial.shows("prepare: attempt 1 starts: never done before 13:56:20"))
        #expect(trial.shows("● running"))
        #expect(trial.model.pipelines["penguins"]?.cursor == "prepare")
        _ = trial.takeRequests()
        trial.press("s")
        let notice = try #require(trial.notice)
        #expect(notice == "This moment of run 4 is the past; '.' returns to now.")
        trial.press("[", "[", "[")
        #expect(trial.shows("event 1 of 5"))
        #expect(trial.shows("0 of 5 done"))
        trial.press("[")
        #expect(trial.notice == "The run began with this event.")
        trial.press("]", "]", "]", "]")
        #expect(trial.shows("penguins › run 4 ·"))
        #expect(!trial.shows("the past"))
        trial.press("[")
        trial.send(.answered(.history(run.id, history)))
        trial.press("esc")
        #expect(!trial.shows("the past"))
    }

    @Test(
        "beside a moment of the past first the way back gives way, then the date, then words",
        arguments: [
            (140, 0.0, "starts: never done before 13:56:20  . returns to now"),
            (110, 0, "starts: never done before 13:56:20"),
            (140, 1, "starts: never done before 2026-06-03 13:56:20  . returns to now"),
            (110, 1, "starts: never done before 13:56:20"), (80, 0, "attempt 1 s… 13:56:20"),
            (80, 1, "attempt 1 s… 13:56:20"),
        ]
    )
    func narrowMoments(width: Int, days: Double, end: String) throws {
        let (run, history) = try Self.events()
        var trial = ScreenTrial(width, 24, StudyProject.snapshot(run))
        trial.model.now += days * 86_400
        trial.press("[")
        trial.send(.answered(.history(run.id, history)))
        let row = trial.rows[1]
        #expect(row.contains("run 4 of 4, event 4 of 5  the past  "), "\(row)")
        #expect(row.hasSuffix(end), "\(row)")
        #expect(SafeText(untrusted: row).width < width)
        #expect(trial.hints.contains(". now"), "\(trial.hints)")
    }

    @Test("a history that comes when nobody waits for it any more changes nothing")
    func lateHistory() throws {
        let (run, history) = try Self.events()
        var trial = Self.trial(run)
        trial.press("[", ".")
        trial.send(.answered(.history(run.id, history)))
        #expect(!trial.shows("the past"))
    }

    @Test("the log of an earlier run's stage is read when one goes to it")
    func pastLog() {
        let now = StudyProject.run(4, done: 2)
        let before = StudyProject.run(3, done: 5)
        var trial = Self.trial(now)
        trial.press("{")
        let runs = [now, before].map { RunSnapshot(run: $0, position: Position(9)) }
        trial.send(.answered(.runs("penguins", runs)))
        _ = trial.takeRequests()
        trial.press("G")
        #expect(trial.takeRequests() == [.read(.tail(AttemptID(before.id, "test", 1)))])
    }

    @Test("while something runs that all else waits for, a step says so")
    func busy() {
        let run = StudyProject.run(done: 2) { StudyProject.begin(2, in: &$0) }
        var trial = Self.trial(run)
        #expect(!trial.hints.contains("s step"))
        trial.press("s")
        #expect(trial.notice == "'validate' is under way; step on when it has ended.")
    }
}
