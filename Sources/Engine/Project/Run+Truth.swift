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
        // What one stage's end makes of others counts before any of them is said to wait.
        var begunAnew: Set<StageName> = []
        for stage in stages where run.correct(stage, find: find) { begunAnew.insert(stage.stage) }
        for (position, stage) in run.stages.enumerated() {
            switch stage.phase {
            case .checking, .saving: run.change(at: position) { $0.waitForEngine() }
            case .backingOff where begunAnew.contains(stage.stage):
                run.change(at: position) { $0.waitForEngine() }
            case .starting where stage.attempts.isEmpty:
                run.change(at: position) { $0.waitForEngine() }
            case .planned, .queued, .backingOff, .held, .starting, .running, .ended: continue
            }
        }
        return run
    }

    /// Takes over what has become of a stage; gives whether it is begun anew, since it never was.
    private mutating func correct(
        _ stage: StageRun,
        find: (AttemptID) -> AttemptFinding
    ) -> Bool {
        switch stage.phase {
        case .starting, .running:
            guard let last = stage.attempts.last else { return false }
            let attempt = AttemptID(id, stage.stage, last.number)
            switch find(attempt) {
            case .running(let process):
                if stage.phase == .starting {
                    hear(.started(attempt, process), of: stage.stage, at: last.startedAt)
                }
            case .ended(let exit):
                hear(.exited(attempt, exit), of: stage.stage, at: exit.endedAt)
            case .unknown: break
            case .lost:
                hear(.lost(attempt), of: stage.stage, at: last.startedAt)
            case .neverStarted:
                hear(.neverStarted(attempt), of: stage.stage, at: last.startedAt)
                return true
            }
            return false
        case .planned, .queued, .backingOff, .held, .checking, .saving, .ended:
            return false
        }
    }

    /// Takes over what the machine of runs makes of a report.
    private mutating func hear(_ report: StageReport, of name: StageName, at time: Date) {
        // A stage of this very run is never unknown to it, which is all that could be refused.
        let events = (try? decide(.observe(name, report), by: .engine, at: time)) ?? []
        for event in events { apply(event, by: .engine, at: time) }
    }
}

extension StageRun {
    /// Only an engine goes on with it.
    fileprivate mutating func waitForEngine() {
        // Attempts from before it was asked for again say nothing of what is being taken.
        let ended = tries > 0 && note == nil ? attempts.last?.report?.status : nil
        if phase == .saving, let ended { wait = .outputs(ended) }
        phase = .queued
    }
}
