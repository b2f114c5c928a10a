import Domain
import Foundation

extension Run {
    /// The run as it would be once an engine had looked after it, while there is none.
    ///
    /// Nothing then shows as running that does not run: an attempt that ended reads as what its
    /// exit makes of it, and what waits for an engine to go on with it reads as queued.
    func withoutEngine(find: (AttemptID) -> AttemptFinding) -> Run {
        guard isActive else { return self }
        var run = self
        for stage in stages {
            run.correct(stage, find: find)
        }
        return run
    }

    private mutating func correct(_ stage: StageRun, find: (AttemptID) -> AttemptFinding) {
        switch stage.phase {
        case .checking, .saving:
            waitForEngine(stage.stage)
        case .starting, .running:
            guard let last = stage.attempts.last else { return waitForEngine(stage.stage) }
            let attempt = AttemptID(id, stage.stage, last.number)
            switch find(attempt) {
            case .running(let process):
                if stage.phase == .starting {
                    hear(.started(attempt, process), of: stage.stage, at: last.startedAt)
                }
            case .ended(let exit):
                hear(.exited(attempt, exit), of: stage.stage, at: exit.endedAt)
            case .unknown: return
            case .lost:
                hear(.lost(attempt), of: stage.stage, at: last.startedAt)
            case .neverStarted:
                hear(.neverStarted(attempt), of: stage.stage, at: last.startedAt)
            }
        case .planned, .queued, .backingOff, .held, .ended:
            return
        }
    }

    /// Takes over what the machine of runs makes of a report.
    private mutating func hear(_ report: StageReport, of name: StageName, at time: Date) {
        // A stage of this very run is never unknown to it, which is all that could be refused.
        let events = (try? decide(.observe(name, report), by: .engine, at: time)) ?? []
        for event in events { apply(event, by: .engine, at: time) }
        switch stage(name)?.phase {
        case .saving: waitForEngine(name)
        case .backingOff where report.isNeverStarted: waitForEngine(name)
        default: return
        }
    }

    private mutating func waitForEngine(_ name: StageName) {
        guard let position = position(of: name) else { return }
        change(at: position) { $0.phase = .queued }
    }
}
