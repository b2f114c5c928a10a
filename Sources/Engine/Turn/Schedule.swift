import Domain

/// Which queued stages can begin now; a pure function of the live runs.
struct Schedule {
    /// Cores that stages may take together.
    let cpus: Double

    /// The next stage to begin, or nil when nothing can.
    func next(in runs: [Run]) -> (run: RunID, stage: StageName)? {
        guard runs.contains(where: { $0.count(of: .queued) > 0 }) else { return nil }
        var used = 0.0
        var busy: Set<StageName> = []
        for run in runs where run.count(of: .busy) > 0 {
            let stances = run.stances
            for position in stances.indices where stances[position] == .busy {
                used += Self.cpus(at: position, in: run)
                busy.insert(run.definition.index.names[position])
            }
        }
        for run in runs where run.count(of: .queued) > 0 {
            if let stage = next(in: run, used: used, busy: busy) { return (run.id, stage) }
        }
        return nil
    }

    /// The first queued stage of a run that fits and has nothing above it queued or under way.
    private func next(in run: Run, used: Double, busy: Set<StageName>) -> StageName? {
        let (index, stances) = (run.definition.index, run.stances)
        // Stages below one that is queued or under way; the order is such that one walk finds all.
        // Up to the first such stage there are none.
        guard let first = stances.firstIndex(where: \.isActive) else { return nil }
        var waits = Array(repeating: false, count: stances.count - first)
        var left = run.count(of: .queued)
        for position in first..<stances.endIndex where left > 0 {
            let mustWait = index.predecessors[position].contains { above in
                above >= first && (waits[above - first] || stances[above].isActive)
            }
            waits[position - first] = mustWait
            guard stances[position] == .queued else { continue }
            left -= 1
            if mustWait { continue }
            let need = Self.cpus(at: position, in: run)
            // A stage that wants more than there is runs alone rather than never.
            let fits = used + need <= cpus || used == 0
            let name = index.names[position]
            if fits, !busy.contains(name) { return name }
        }
        return nil
    }

    private static func cpus(at position: Int, in run: Run) -> Double {
        run.definition.stages[position].definition.settings.cpus
    }
}
