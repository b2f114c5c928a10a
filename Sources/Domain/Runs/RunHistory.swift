/// A run's events, and the run as it stood after each of them.
package struct RunHistory: Sendable {
    /// Copies of a run that are kept at most; the moments between them are made when asked for.
    private static let checkpointLimit = 32

    /// The entries about the run, oldest first; the first opens it.
    package let entries: [JournalEntry]
    private let spacing: Int
    private let checkpoints: [Run]

    /// Nil where the entries do not begin with the run's opening.
    package init?(_ entries: [JournalEntry]) {
        guard let first = entries.first, case .runOpened(let opened) = first.event else {
            return nil
        }
        self.entries = entries
        spacing = max(1, (entries.count + Self.checkpointLimit - 1) / Self.checkpointLimit)
        var run = Run(opened: opened, by: first.actor, at: first.at)
        var checkpoints = [run]
        for (index, entry) in entries.enumerated().dropFirst() {
            run.apply(entry.event, by: entry.actor, at: entry.at)
            if index % spacing == 0 { checkpoints.append(run) }
        }
        self.checkpoints = checkpoints
    }

    /// The run as it stood after the entry at an index, as decided then.
    package func run(after index: Int) -> Run {
        let index = min(max(0, index), entries.count - 1)
        var run = checkpoints[index / spacing]
        for entry in entries[(index / spacing * spacing)...index].dropFirst() {
            run.apply(entry.event, by: entry.actor, at: entry.at)
        }
        return run
    }
}

extension Reading {
    /// A run's past, event by event; nil where the journal does not know the run.
    package func history(of run: RunID) throws -> RunHistory? {
        let page = 5_000
        var entries: [JournalEntry] = []
        var query = ActivityQuery(run: run, limit: page)
        while true {
            let older = try activity(query)
            entries += older
            guard older.count == page, let last = older.last else { break }
            query.before = last.position
        }
        return RunHistory(entries.reversed())
    }
}
