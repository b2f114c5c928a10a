import Domain

/// Which queued stages can begin now; a pure function of the live runs.
struct Schedule {
    /// Cores that stages may take together.
    let cpus: Double

    /// The next stage to begin, or nil when nothing can.
    func next(in runs: [Run]) -> (run: RunID, stage: StageName)? {
        var used = 0.0
        var busy: Set<StageName> = []
        let stances = runs.map(\.stances)
        guard stances.contains(where: { $0.contains(.queued) }) else { return nil }
        for (run, stances) in zip(runs, stances) {
            for position in stances.indices where stances[position] == .busy {
                used += Self.cpus(at: position, in: run)
                busy.insert(run.definition.index.names[position])
            }
        }
        for (run, stances) in zip(runs, stances) {
            if let stage = next(in: run, stances, used: used, busy: busy) { return (run.id, stage) }
        }
        return nil
    }

    /// The first queued stage of a run that fits and has nothing above it queued or under way.
    private func next(
        in run: Run,
        _ stances: [StageStance],
        used: Double,
        busy: Set<StageName>
    ) -> StageName? {
        let index = run.definition.index
        // Stages below one that is queued or under way; the order is such that one walk finds all.
        var waits = Array(repeating: false, count: stances.count)
        for position in stances.indices {
            waits[position] = index.predecessors[position].contains { above in
                waits[above] || stances[above].isActive
            }
            guard !waits[position], stances[position] == .queued else { continue }
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
