import Domain

/// A run as it stood after one of its events.
struct RunMoment: Sendable {
    let history: RunHistory
    let index: Int
    let run: Run

    init(_ history: RunHistory, at index: Int) {
        self.history = history
        self.index = index
        run = history.run(after: index)
    }

    var entry: JournalEntry { history.entries[index] }

    var snapshot: RunSnapshot {
        RunSnapshot(run: run, position: entry.position, usual: [:], recent: [:])
    }

    /// The moment of the same run this many events later; nil at its ends and beyond.
    ///
    /// The last one is no moment of the past: it is how the run stands.
    func later(by step: Int) -> RunMoment? {
        let wanted = index + step
        guard wanted >= 0, wanted < history.entries.count - 1 else { return nil }
        return RunMoment(history, at: wanted)
    }
}
