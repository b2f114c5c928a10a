import Domain
import Synchronization

/// How many stages of each run are being saved, to flush once for all of them.
final class SavingTally: Sendable {
    private struct Saving {
        var count = 0
        var isFlushOwed = false
    }

    private let runs = Mutex<[RunID: Saving]>([:])

    /// A stage's outputs will be taken; with `isLast`, only others being taken are under way.
    func begin(_ run: RunID, isLast: Bool) {
        runs.withLock { runs in
            runs[run, default: Saving()].count += 1
            if isLast { runs[run, default: Saving()].isFlushOwed = true }
        }
    }

    /// A stage's outputs were taken, or could not be; true when it is time to flush.
    func end(_ run: RunID) -> Bool {
        runs.withLock { runs in
            guard var saving = runs[run] else { return false }
            saving.count -= 1
            runs[run] = saving.count > 0 ? saving : nil
            return saving.count == 0 && saving.isFlushOwed
        }
    }
}
