import Dashboard
import Domain
import Terminal
import Testing

@Suite("The frame")
struct FrameTests {
    @Test("the only pipeline of a project is gone to at once")
    func only() {
        let trial = ScreenTrial(80, 24, StudyProject.snapshot(nil))
        #expect(trial.model.place == .pipeline("penguins"))
    }

    @Test("an engine elsewhere is named on the top line, where there is room")
    func enginePlace() {
        var trial = ScreenTrial(100, 30, StudyProject.snapshot(nil))
        #expect(!trial.shows("engine"))
        trial.model.engine = .headless
        #expect(trial.shows("engine headless · ana"))
        trial.model.engine = .otherScreen
        #expect(trial.shows("engine in another terminal · ana"))
        trial.send(.resized(Size(width: 80, height: 24), .unicode))
        #expect(!trial.shows("engine in another"))
    }

    @Test("a stage leased to this person is asked for until it is here, and then no more")
    func lease() {
        let run = StudyProject.run(done: 0) { run in
            run.stages[0].phase = .starting
            run.stages[0].attempts = [
                Attempt(number: 1, startedAt: StudyProject.now, leasedTo: "ana")
            ]
        }
        let lease = Request.lease(AttemptID(run.id, "explore", 1))
        var trial = ScreenTrial(80, 24, nil)
        trial.send(.answered(.project(StudyProject.snapshot(run))))
        #expect(trial.takeRequests().filter { $0 == lease }.count == 1)
        trial.model.leases.insert(AttemptID(run.id, "explore", 1))
        trial.send(.answered(.project(StudyProject.snapshot(run))))
        #expect(!trial.takeRequests().contains(lease))
    }

    @Test("of ended stages only the log of the one under the cursor is read")
    func tails() {
        let run = StudyProject.run(done: 3) { StudyProject.begin(3, in: &$0) }
        var trial = ScreenTrial(80, 24, nil)
        trial.send(.answered(.project(StudyProject.snapshot(run))))
        let reads = trial.takeRequests().filter { request in
            if case .read(.tail) = request { return true }
            return false
        }
        #expect(reads == [.read(.tail(AttemptID(run.id, "train", 1)))])
        trial.press("h")
        #expect(trial.takeRequests() == [.read(.tail(AttemptID(run.id, "validate", 1)))])
    }

    @Test("a stage that a look leads the cursor to has its log read, once")
    func staleTail() {
        var run = StudyProject.run(done: 5)
        run.end = .done
        var trial = ScreenTrial(80, 24, StudyProject.snapshot(run), isReadOnly: true)
        let read = Request.read(.tail(AttemptID(run.id, "train", 1)))
        trial.show(StudyProject.stalePlan)
        #expect(trial.takeRequests().filter { $0 == read }.count == 1)
        trial.show(StudyProject.stalePlan)
        #expect(!trial.takeRequests().contains(read))
    }

    @Test("a read-only overview says up to date of nothing that is stale")
    func readOnlyOverview() {
        var run = StudyProject.run(done: 5)
        run.end = .done
        var trial = ScreenTrial(80, 24, StudyProject.snapshot(run), isReadOnly: true)
        trial.press("1")
        #expect(!trial.shows("All is up to date."))
        trial.show(StudyProject.stalePlan)
        #expect(!trial.shows("All is up to date."))
        trial.show(StudyProject.plan())
        #expect(trial.shows("All is up to date."))
    }

    @Test("a stage leased to somebody else is left alone")
    func otherLease() {
        let run = StudyProject.run(done: 0) { run in
            run.stages[0].phase = .starting
            run.stages[0].attempts = [
                Attempt(number: 1, startedAt: StudyProject.now, leasedTo: "ben")
            ]
        }
        var trial = ScreenTrial(80, 24, nil)
        trial.send(.answered(.project(StudyProject.snapshot(run))))
        #expect(!trial.takeRequests().contains(.lease(AttemptID(run.id, "explore", 1))))
    }

    @Test("a read-only screen turns every act off", arguments: Action.allCases)
    func readOnly(action: Action) {
        guard ActionTable.entry(of: action).acts else { return }
        let run = StudyProject.run(done: 2) { StudyProject.finish(2, in: &$0, .exited(1)) }
        var trial = ScreenTrial(
            120,
            30,
            StudyProject.snapshot(run, undo: "edit of params.yaml"),
            plan: StudyProject.plan(),
            isReadOnly: true
        )
        trial.press(":")
        trial.type(action.rawValue)
        trial.press("enter")
        #expect(trial.takeRequests().isEmpty)
        #expect(trial.notice == "This screen is read-only.")
        #expect(trial.model.overlays.isEmpty)
        #expect(trial.shows("read-only ·"))
    }

    @Test("an act that can be taken back is named in the hint line")
    func undo() {
        let project = StudyProject.snapshot(
            StudyProject.run(done: 5),
            undo: "edit of params.yaml"
        )
        var wide = ScreenTrial(160, 45, project)
        #expect(wide.hints.contains("u undo edit of params.yaml"))
        #expect(ScreenTrial(80, 24, project).hints.contains("u undo edit "))
        wide.press("u")
        #expect(wide.takeRequests() == [.send(.undo("penguins"))])
    }

    @Test("hints end in the key for all keys and fit the screen", arguments: [60, 80, 100, 160])
    func hints(width: Int) {
        let trial = ScreenTrial(width, 24, StudyProject.snapshot(StudyProject.run(done: 2)))
        #expect(trial.hints.hasSuffix("? keys"))
        #expect(SafeText(untrusted: trial.hints).width <= width)
        #expect(trial.hints.contains("s step validate"))
    }

    @Test("keys that mean nothing say so, ^C stops nothing")
    func otherKeys() {
        var trial = ScreenTrial(80, 24, StudyProject.snapshot(nil))
        trial.press("Q")
        #expect(trial.notice == "Key 'Q' does nothing here. '?' shows all keys.")
        trial.press("^c")
        #expect(trial.notice == "q quits; nothing was stopped.")
        #expect(trial.takeRequests().isEmpty)
    }

    @Test(
        "a run menu's letter shows the plan first",
        arguments: [
            ("r", Selection.only(["test"]), true), ("t", .upTo(["test"]), false),
            ("f", .from(["test"]), false), ("a", .all, false),
        ] as [(Key, Selection, Bool)]
    )
    func runMenu(key: Key, selection: Selection, isForced: Bool) {
        let run = StudyProject.run(done: 5)
        var trial = ScreenTrial(80, 24, StudyProject.snapshot(run), plan: StudyProject.plan())
        trial.press("G", "r")
        _ = trial.takeRequests()
        trial.press(key)
        let options = StartOptions(force: isForced)
        #expect(trial.takeRequests() == [.read(.plan("penguins", selection, options, .sheet))])
    }
}
