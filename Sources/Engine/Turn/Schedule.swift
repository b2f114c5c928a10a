import Domain

/// Which queued stages can begin now, and which further attempts; a pure function of the live runs.
struct Schedule {
    /// A stage that has its turn.
    struct Next {
        let run: RunID
        let stage: StageName
        /// It failed before, and waited for its next attempt.
        let isRetry: Bool
    }

    /// Cores that stages may take together.
    let cpus: Double

    /// The next stage to begin, or nil when nothing can.
    ///
    /// A stage that waits before its next attempt counts as queued once the wait after its last
    /// one is among `waitsOver`.
    func next(in runs: [Run], waitsOver: Set<AttemptID>) -> Next? {
        let waiting = runs.filter { $0.count(of: .queued) > 0 || !waitsOver.isEmpty }
        guard !waiting.isEmpty else { return nil }
        var used = 0.0
        var busy = Busy()
        for run in runs where run.count(of: .busy) > 0 {
            let stances = run.stances
            for position in stances.indices where stances[position] == .busy {
                used += Self.cpus(at: position, in: run)
                busy.add(position, of: run)
            }
        }
        for run in waiting {
            let retries = Self.retries(of: run, waitsOver)
            if let next = next(in: run, retries, used: used, busy: busy) { return next }
        }
        return nil
    }

    /// The positions of stages whose next attempt may come.
    private static func retries(of run: Run, _ waitsOver: Set<AttemptID>) -> Set<Int> {
        guard !waitsOver.isEmpty, run.count(of: .waiting) > 0 else { return [] }
        return Set(
            run.stages.indices.filter { position in
                guard case .backingOff = run.stages[position].phase else { return false }
                return run.lastAttempt(at: position).map(waitsOver.contains) ?? false
            }
        )
    }

    /// The first such stage of a run that fits and has nothing above it queued or under way.
    private func next(
        in run: Run,
        _ retries: Set<Int>,
        used: Double,
        busy: Busy
    ) -> Next? {
        let (index, stances) = (run.definition.index, run.stances)
        // Stages below one that is queued or under way; the order is such that one walk finds all.
        // Up to the first such stage there are none.
        guard let first = stances.firstIndex(where: \.isActive) else { return nil }
        var waits = Array(repeating: false, count: stances.count - first)
        var left = run.count(of: .queued) + retries.count
        for position in first..<stances.endIndex where left > 0 {
            let mustWait = index.predecessors[position].contains { above in
                above >= first && (waits[above - first] || stances[above].isActive)
            }
            waits[position - first] = mustWait
            let isRetry = retries.contains(position)
            guard stances[position] == .queued || isRetry else { continue }
            left -= 1
            if mustWait { continue }
            let need = Self.cpus(at: position, in: run)
            // A stage that wants more than there is runs alone rather than never.
            let fits = used + need <= cpus || used == 0
            if fits, !busy.bars(position, of: run) {
                return Next(run: run.id, stage: index.names[position], isRetry: isRetry)
            }
        }
        return nil
    }

    /// What is under way in any run: runs of several pipelines work on the same files.
    private struct Busy {
        private var names: Set<StageName> = []
        /// The stages whose outputs are being read.
        private var above: Set<StageName> = []

        mutating func add(_ position: Int, of run: Run) {
            let index = run.definition.index
            names.insert(index.names[position])
            above.formUnion(index.predecessors[position].map { index.names[$0] })
        }

        /// The stage itself is busy, makes what a busy one reads, or reads what a busy one makes.
        func bars(_ position: Int, of run: Run) -> Bool {
            let index = run.definition.index
            let name = index.names[position]
            return names.contains(name) || above.contains(name)
                || index.predecessors[position].contains { names.contains(index.names[$0]) }
        }
    }

    private static func cpus(at position: Int, in run: Run) -> Double {
        run.definition.stages[position].definition.settings.cpus
    }
}
