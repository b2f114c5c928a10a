import Glibc
import Pipelines
import Synchronization

/// Whether lock entries are in the journal that are not in their locks yet.
///
/// A file says so, and outlives the process: whoever finds it completes the locks from the
/// journal. Without it a lock is what somebody made of it since, and is left alone.
final class OwedLocks: Sendable {
    private struct State {
        var isOwed: Bool
        /// How often something became owed.
        var count = 0
    }

    private let path: String
    private let state: Mutex<State>

    init(_ folder: PrivateFolder) {
        path = folder.owedLocks
        state = Mutex(State(isOwed: Disk.status(of: folder.owedLocks) != nil))
    }

    /// Something an earlier engine saved, or this one, may not be written yet.
    var isOwed: Bool { state.withLock(\.isOwed) }

    /// Says that an entry may be owed; comes after the entry, and before the journal has it.
    func note() throws(FileFailure) {
        let isNew = state.withLock { state in
            state.count += 1
            return !state.isOwed
        }
        guard isNew else { return }
        try Disk.makePrivate(path)
        state.withLock { $0.isOwed = true }
    }

    /// Calls `body`, which writes entries and says whether it was all of them, and ends the debt
    /// then unless it grew meanwhile.
    func settle(_ body: () throws -> Bool) throws {
        let count = state.withLock(\.count)
        guard try body() else { return }
        state.withLock { state in
            guard state.isOwed, state.count == count else { return }
            // Inside the lock, so that the file and the flag never disagree; it is one call.
            unlink(path)
            state.isOwed = false
        }
    }
}
