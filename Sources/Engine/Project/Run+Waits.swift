import Domain

extension Run {
    /// The run as it stands while its engine cannot write something down.
    ///
    /// What the journal says of a stage then lags behind: its command may have ended, or wait for
    /// room. Neither shows as running, nor as an end that would be lost with the disk.
    func waiting(
        for trouble: WriteTrouble,
        find: (AttemptID) -> AttemptFinding
    ) -> Run {
        guard isActive else { return self }
        var run = self
        for (position, stage) in stages.enumerated() where stage.stance == .busy {
            guard let (wait, report) = wait(of: stage, for: trouble, find: find) else { continue }
            run.change(at: position) { stage in
                stage.wait = wait
                guard let report, !stage.attempts.isEmpty else { return }
                stage.attempts[stage.attempts.count - 1].report = report
            }
        }
        return run
    }

    private func wait(
        of stage: StageRun,
        for trouble: WriteTrouble,
        find: (AttemptID) -> AttemptFinding
    ) -> (StageWait, ExitReport?)? {
        let room: (StageWait, ExitReport?)? = trouble.isLackOfRoom ? (.room, nil) : nil
        switch stage.phase {
        case .checking, .saving: return room
        case .starting, .running:
            guard let attempt = lastAttempt(of: stage.stage) else { return nil }
            switch find(attempt) {
            case .ended(let report): return (.journal(report.status), report)
            case .neverStarted: return stage.phase == .starting ? room : nil
            case .running, .lost, .unknown: return nil
            }
        case .planned, .queued, .backingOff, .held, .ended: return nil
        }
    }
}
