import Dashboard
import Domain
import Foundation
import Terminal
import Testing

/// The words of the list's STATE column under different runs and looks.
@Suite("How stages stand")
struct StageStandingTests {
    private func states(_ run: Run?, _ plan: Plan?) -> [String] {
        var trial = ScreenTrial(160, 45, StudyProject.snapshot(run), plan: plan)
        trial.press("v")
        return StudyProject.names.map { name in
            let row = trial.rows.first { $0.contains(" \(name) ") && $0.hasPrefix("│") } ?? ""
            return String(row.dropFirst(17).prefix(9)).trimmingCharacters(in: .whitespaces)
        }
    }

    private static let new = Verdict.runs([Change(subject: .neverRun)])

    @Test("before the first run the first stage that would run is the next step")
    func neverRun() {
        let plan = StudyProject.plan([
            "prepare": Self.new, "validate": Self.new, "train": Self.new, "test": Self.new,
        ])
        #expect(
            states(nil, plan) == ["unchanged", "your step", "planned", "planned", "planned"]
        )
    }

    @Test("in an open run the next stage is the step, until something is under way")
    func open() {
        #expect(
            states(StudyProject.run(done: 2), StudyProject.plan())
                == ["done", "done", "your step", "planned", "planned"]
        )
        let busy = StudyProject.run(done: 2) { StudyProject.begin(2, in: &$0) }
        #expect(
            states(busy, StudyProject.plan()) == ["done", "done", "running", "planned", "planned"]
        )
    }

    @Test("a change makes stale what reads it, and outdated what is below")
    func stale() {
        let plan = StudyProject.plan([
            "validate": .runs([Change(subject: .command)]), "train": .follows(["validate"]),
            "test": .follows(["train"]),
        ])
        let run = StudyProject.run(done: 5) { $0.end = .done }
        #expect(states(run, plan) == ["done", "done", "stale", "outdated", "outdated"])
    }

    @Test("what was left out stays skipped; what is built on it has an old input")
    func skipped() {
        let run = StudyProject.run(done: 4) { run in
            run.stages[1].phase = .ended(.skipped(reason: "later"))
        }
        let plan = StudyProject.plan(["prepare": .runs([Change(subject: .command)])])
        #expect(states(run, plan) == ["done", "skipped", "old input", "old input", "your step"])
        let same = StudyProject.plan()
        #expect(states(run, same) == ["done", "skipped", "done", "done", "your step"])
    }

    @Test("an output that is gone and can come back is missing")
    func missing() {
        let run = StudyProject.run(done: 5) { $0.end = .done }
        let plan = StudyProject.plan(["train": .restores(["train.out"])])
        #expect(states(run, plan) == ["done", "done", "done", "missing", "done"])
    }

    @Test("a failed or cancelled stage keeps its word, also as the next step")
    func failed() {
        let failed = StudyProject.run(done: 2) { StudyProject.finish(2, in: &$0, .exited(1)) }
        #expect(
            states(failed, StudyProject.plan())
                == ["done", "done", "failed", "planned", "planned"]
        )
        let cancelled = StudyProject.run(done: 2) { $0.stages[2].phase = .ended(.cancelled) }
        #expect(
            states(cancelled, StudyProject.plan())
                == ["done", "done", "cancelled", "planned", "planned"]
        )
    }
}
