import Domain

/// Which queued stages can begin now; a pure function of the live runs.
struct Schedule {
    /// Cores that stages may take together.
    let cpus: Double

    /// The next stage to begin, or nil when nothing can.
    func next(in runs: [Run]) -> (run: RunID, stage: StageName)? {
        var used = 0.0
        var busy: Set<StageName> = []
        for run in runs {
            for position in run.stages.indices where run.stages[position].holdsCores {
                used += Self.cpus(at: position, in: run)
                busy.insert(run.stages[position].stage)
            }
        }
        for run in runs {
            if let stage = next(in: run, used: used, busy: busy) { return (run.id, stage) }
        }
        return nil
    }

    /// The first queued stage of a run that fits and has nothing above it queued or under way.
    private func next(in run: Run, used: Double, busy: Set<StageName>) -> StageName? {
        // Stages below one that is queued or under way; the order is such that one walk finds all.
        var waits = Array(repeating: false, count: run.stages.count)
        for position in run.stages.indices {
            waits[position] = run.definition.index.predecessors[position].contains { above in
                waits[above] || run.stages[above].isActive
            }
            guard !waits[position], run.stages[position].isQueued else { continue }
            let need = Self.cpus(at: position, in: run)
            // A stage that wants more than there is runs alone rather than never.
            let fits = used + need <= cpus || used == 0
            let name = run.stages[position].stage
            if fits, !busy.contains(name) { return name }
        }
        return nil
    }

    private static func cpus(at position: Int, in run: Run) -> Double {
        run.definition.stages[position].definition.settings.cpus
    }
}

extension StageRun {
    fileprivate var isQueued: Bool {
        if case .queued = phase { return true }
        return false
    }

    fileprivate var holdsCores: Bool {
        switch phase {
        case .checking, .starting, .running, .saving: true
        case .planned, .queued, .backingOff, .held, .ended: false
        }
    }
}
