import Domain
import Foundation
import Testing

@Suite("Run")
struct RunTests {
    @Test(
        "a frozen stage that was accepted is looked at again for what it would be accepted with",
        arguments: [
            ([.dependency], false), ([.parameter, .always], false), ([.neverRun], true),
            ([.dependency, .output], true), ([.command], true),
        ] as [([Change.Subject], Bool)]
    )
    func outdatedFrozen(subjects: [Change.Subject], isOutdated: Bool) {
        var run = Samples.run()
        let ended = StageEnded(run: Samples.id, stage: "a", outcome: .done)
        run.apply(.stageEnded(ended), by: .engine, at: Samples.start)
        let check = Samples.check("a", .frozen(subjects.map { Change(subject: $0) }))
        #expect(run.isOutdated("a", by: Plan(pipeline: "study", stages: [check])) == isOutdated)
    }

    @Test("options of an older journal are read, and none is written that has no meaning")
    func options() throws {
        let old = #"{"force":true,"isStep":false,"keepGoing":false,"mayLose":false}"#
        let options = try JSONDecoder().decode(StartOptions.self, from: Data(old.utf8))
        #expect(options == StartOptions(force: true))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(options), as: UTF8.self) == old)
        let new = StartOptions(leavesSources: true)
        let back = try JSONDecoder().decode(StartOptions.self, from: try encoder.encode(new))
        #expect(back == new)
    }

    @Test("a requested stage is checked, started, saved and done")
    func goodEnd() throws {
        var run = Samples.run()
        #expect(
            try run.take(.request(["a"], StartOptions())) == [
                .stagesRequested(
                    StagesRequested(
                        run: Samples.id,
                        stages: ["a"],
                        reset: [],
                        options: StartOptions()
                    )
                )
            ]
        )
        #expect(
            try run.take(.begin("a", atBreakpoint: false)) == [.stageChecking(Samples.id, "a")]
        )
        let check = Samples.check("a", Samples.changed)
        let attempt = AttemptID(Samples.id, "a", 1)
        #expect(
            try run.take(.observe("a", .checked(check))) == [
                .attemptStarting(AttemptStarting(attempt: attempt, check: check, leasedTo: nil))
            ]
        )
        let report = Samples.report(.exited(0))
        #expect(
            try run.take(.observe("a", .exited(attempt, report))) == [
                .attemptEnded(attempt, report), .stageSaving(Samples.id, "a", nil, note: nil),
            ]
        )
        #expect(
            try run.take(.observe("a", .saved([]))) == [
                .stageEnded(StageEnded(run: Samples.id, stage: "a", outcome: .done))
            ]
        )
        #expect(run.status == .yourStep)
        #expect(run.nextSteps == ["b", "d"])
    }

    @Test("nothing ends before it began, whatever is made of the clock")
    func clockSetBack() throws {
        var run = Samples.run()
        try run.take(.request(["a"], StartOptions()))
        let attempt = try run.start("a")
        let earlier = Samples.start.addingTimeInterval(-3_600)
        try run.take(.observe("a", .exited(attempt, Samples.report(.exited(0)))), at: earlier)
        try run.take(.observe("a", .saved([])), at: earlier)
        #expect(run.stage("a")?.endedAt == Samples.start)
        run.apply(.runEnded(Samples.id, .done), by: .engine, at: earlier)
        #expect(run.endedAt == Samples.start)
    }

    @Test("a failed stage sends what is queued below it back to planned")
    func failureBlocks() throws {
        var run = Samples.run()
        try run.take(.request(["a", "b", "c", "d"], StartOptions(keepGoing: true)))
        let attempt = try run.start("a")
        let events = try run.take(
            .observe("a", .exited(attempt, Samples.report(.exited(3))))
        )
        #expect(events.last == .stagesBlocked(Samples.id, ["b", "c"], by: "a"))
        #expect(run.stage("d")?.phase == .queued)
        #expect(run.stage("b")?.blockedBy == "a")
        #expect(run.stage("a")?.isFailed == true)
    }

    @Test("without keep-going a failure stops independent branches too")
    func failureStops() throws {
        var run = Samples.run()
        try run.take(.request(["a", "d"], StartOptions()))
        let attempt = try run.start("a")
        try run.take(.observe("a", .exited(attempt, Samples.report(.signalled(9)))))
        #expect(run.stage("d")?.phase == .planned)
        #expect(run.status == .failed)
    }

    @Test("retries wait longer each time and then give up")
    func retries() throws {
        var run = Samples.run(StageSettings(retries: 2, backoff: .seconds(10)))
        try run.take(.request(["a"], StartOptions()))
        var attempt = try run.start("a")
        for wait in [10.0, 20.0] {
            let due = Samples.start.addingTimeInterval(wait)
            let events = try run.take(
                .observe("a", .exited(attempt, Samples.report(.exited(1))))
            )
            #expect(events.last == .retryPlanned(attempt, at: due))
            try run.take(.retryDue("a"))
            try run.take(.observe("a", .checked(Samples.check("a", Samples.changed))))
            attempt = AttemptID(Samples.id, "a", attempt.number + 1)
        }
        try run.take(.observe("a", .exited(attempt, Samples.report(.exited(1)))))
        #expect(run.stage("a")?.isFailed == true)
        #expect(run.stage("a")?.attempts.map(\.number) == [1, 2, 3])
    }

    @Test("an attempt that never started is followed by the next, and was no try")
    func neverStarted() throws {
        var run = Samples.run(StageSettings(retries: 1, backoff: .seconds(10)))
        try run.take(.request(["a"], StartOptions()))
        try run.take(.begin("a", atBreakpoint: false))
        try run.take(.observe("a", .checked(Samples.check("a", Samples.changed))))
        let attempt = AttemptID(Samples.id, "a", 1)
        let events = try run.take(.observe("a", .neverStarted(attempt)))
        #expect(events == [.retryPlanned(attempt, at: Samples.start)])
        for number in 2...3 {
            try run.take(.retryDue("a"))
            try run.take(.observe("a", .checked(Samples.check("a", Samples.changed))))
            let next = AttemptID(Samples.id, "a", number)
            try run.take(.observe("a", .exited(next, Samples.report(.exited(1)))))
            #expect(run.stage("a")?.isFailed == (number == 3))
        }
    }

    @Test("what ran and left no trace at all is lost, not running for ever")
    func tracelessEnd() throws {
        var run = Samples.run()
        try run.take(.request(["a"], StartOptions()))
        let attempt = try run.start("a")
        try run.take(.observe("a", .neverStarted(attempt)))
        guard case .ended(.failed(let failure)) = run.stage("a")?.phase else {
            Issue.record("It is \(run.stage("a")?.status.rawValue ?? "gone").")
            return
        }
        #expect(failure.kind == .lost)
    }

    @Test(
        "a report that comes late, or twice, changes nothing",
        arguments: [
            StageReport.exited(AttemptID(Samples.id, "a", 1), Samples.report(.exited(1))),
            .started(
                AttemptID(Samples.id, "a", 1),
                ProcessRecord(pid: 1, startTicks: 1, boot: "b")
            ),
            .saved([]), .notSaved("no"), .notStarted("no"), .lost(AttemptID(Samples.id, "a", 1)),
            .checked(Samples.check("a", .unchanged)),
        ]
    )
    func lateReports(report: StageReport) throws {
        var run = Samples.run()
        try run.take(.request(["a"], StartOptions()))
        try run.finish("a")
        #expect(try run.take(.observe("a", report)).isEmpty)
    }

    @Test("cancelling a running stage asks for its end and reads it as cancelled")
    func cancelRunning() throws {
        var run = Samples.run()
        try run.take(.request(["a", "b"], StartOptions()))
        let attempt = try run.start("a")
        #expect(
            try run.take(.cancel("a")) == [.cancelRequested(Samples.id, "a")]
        )
        #expect(try run.take(.cancel("a")).isEmpty)
        try run.take(.observe("a", .exited(attempt, Samples.report(.signalled(15)))))
        #expect(run.stage("a")?.phase == .ended(.cancelled))
        #expect(run.stage("b")?.phase == .planned)
    }

    @Test("a cancel with nothing under way is refused")
    func cancelIdle() {
        let run = Samples.run()
        #expect(throws: Refusal(.notActive, "Nothing of it is queued or running.")) {
            try run.decide(.cancel(nil), by: Samples.ana, at: Samples.start)
        }
    }

    @Test("a breakpoint holds a stage until it is released, once")
    func breakpoint() throws {
        var run = Samples.run()
        try run.take(.request(["a"], StartOptions()))
        #expect(try run.take(.begin("a", atBreakpoint: true)) == [.stageHeld(Samples.id, "a")])
        #expect(run.status == .paused)
        try run.take(.release("a"))
        #expect(
            try run.take(.begin("a", atBreakpoint: true)) == [.stageChecking(Samples.id, "a")]
        )
    }

    @Test("a step that finds a stage unchanged goes on to the next")
    func stepOn() throws {
        var run = Samples.run()
        try run.take(.request(["a"], StartOptions(isStep: true)))
        try run.take(.begin("a", atBreakpoint: false))
        try run.take(.observe("a", .checked(Samples.check("a", .unchanged))))
        #expect(run.stage("a")?.phase == .ended(.unchanged))
        #expect(run.stage("b")?.phase == .queued)
    }

    @Test("work done by hand is taken, then reads as done by hand; the last stage ends the run")
    func doneByHand() throws {
        var run = Samples.run()
        for name in ["a", "b", "c"] as [StageName] {
            try run.take(.request([name], StartOptions()))
            try run.finish(name)
        }
        #expect(
            try run.take(.markDone("d", note: "in a notebook")) == [
                .stageSaving(Samples.id, "d", nil, note: "in a notebook")
            ]
        )
        let events = try run.take(.observe("d", .saved([])))
        #expect(events.last == .runEnded(Samples.id, .done))
        #expect(run.stage("d")?.phase == .ended(.doneByHand(note: "in a notebook")))
        #expect(run.status == .done)
    }

    @Test("a command whose work is said to be done ends first; its exit is kept")
    func doneByHandWhileRunning() throws {
        var run = Samples.run()
        try run.take(.request(["a"], StartOptions()))
        let attempt = try run.start("a")
        try run.take(.markDone("a", note: "enough"))
        #expect(run.stage("a")?.isEndingByHand == true)
        let exit = Samples.report(.signalled(15))
        let events = try run.take(.observe("a", .exited(attempt, exit)))
        #expect(events == [.attemptEnded(attempt, exit)])
        #expect(run.stage("a")?.isEndingByHand == false)
        #expect(try run.take(.observe("a", .exited(attempt, exit))).isEmpty)
        try run.take(.observe("a", .saved([])))
        #expect(run.stage("a")?.phase == .ended(.doneByHand(note: "enough")))
    }

    @Test("word that an earlier attempt started does not pass for the one that starts now")
    func lateStart() throws {
        var run = Samples.run(StageSettings(retries: 1))
        try run.take(.request(["a"], StartOptions()))
        let first = try run.start("a")
        try run.take(.observe("a", .exited(first, Samples.report(.exited(1)))))
        try run.take(.retryDue("a"))
        try run.take(.observe("a", .checked(Samples.check("a", Samples.changed))))
        let process = ProcessRecord(pid: 10, startTicks: 20, boot: "boot")
        #expect(try run.take(.observe("a", .started(first, process))).isEmpty)
        #expect(run.stage("a")?.phase == .starting)
    }

    @Test("running a stage again sends what is below it back to planned")
    func runAgain() throws {
        var run = Samples.run()
        try run.take(.request(["a"], StartOptions()))
        try run.finish("a")
        try run.take(.request(["b"], StartOptions()))
        try run.finish("b")
        try run.take(.request(["a"], StartOptions(force: true)))
        #expect(run.stage("b")?.phase == .planned)
    }

    @Test("a skip can be undone until something below it was started")
    func undoSkip() throws {
        var run = Samples.run()
        try run.take(.skip("a", reason: "no data today"))
        #expect(run.nextSteps == ["b", "d"])
        var started = run
        try started.take(.request(["b"], StartOptions()))
        #expect(throws: Refusal.self) { try started.take(.undoSkip("a")) }
        try run.take(.undoSkip("a"))
        #expect(run.nextSteps == ["a", "d"])
    }

    @Test(
        "work that would be lost is not overwritten without leave",
        arguments: [(Samples.changed, .starting), (.restores(["out"]), .saving)]
            as [(Verdict, StageRun.Phase)]
    )
    func loses(verdict: Verdict, phase: StageRun.Phase) throws {
        let check = StageCheck(
            stage: "a",
            verdict: verdict,
            replacements: [
                Replacement(path: "out", fate: .lost, isEditedByHand: true, size: 3)
            ]
        )
        var run = Samples.run()
        try run.take(.request(["a"], StartOptions()))
        try run.take(.begin("a", atBreakpoint: false))
        try run.take(.observe("a", .checked(check)))
        #expect(run.stage("a")?.isFailed == true)
        try run.take(.request(["a"], StartOptions(mayLose: true)))
        try run.take(.begin("a", atBreakpoint: false))
        try run.take(.observe("a", .checked(check)))
        #expect(run.stage("a")?.phase == phase)
    }

    @Test("an unknown stage, an ended run and a busy stage are refused")
    func refusals() throws {
        var run = Samples.run()
        #expect(throws: Refusal(.unknownStage, "Run study/1 has no stage 'z'.")) {
            try run.take(.request(["z"], StartOptions()))
        }
        try run.take(.request(["a"], StartOptions()))
        #expect(throws: Refusal.self) { try run.take(.request(["a"], StartOptions())) }
        #expect(throws: Refusal.self) { try run.take(.close) }
        try run.take(.cancel(nil))
        try run.take(.close)
        #expect(throws: Refusal.self) { try run.take(.request(["a"], StartOptions())) }
    }
}
