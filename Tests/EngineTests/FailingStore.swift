import Domain
import Glibc
import Journal
import Synchronization

/// How many of the next commits fail, and what else happens meanwhile.
final class FailurePlan: Sendable {
    private let left = Mutex(0)
    private let meanwhile = Mutex<(@Sendable () -> Void)?>(nil)

    /// Does something once, during the next commit.
    func duringNext(_ body: @escaping @Sendable () -> Void) {
        meanwhile.withLock { $0 = body }
    }

    func takeMeanwhile() -> (@Sendable () -> Void)? {
        meanwhile.withLock { body in
            defer { body = nil }
            return body
        }
    }

    func failNext(_ count: Int) {
        left.withLock { $0 = count }
    }

    func takeFailure() -> Bool {
        left.withLock { left in
            guard left > 0 else { return false }
            left -= 1
            return true
        }
    }
}

/// A store whose disk is full for a while.
struct FailingStore: EventStore {
    private let store: any EventStore
    private let plan: FailurePlan

    private var full: JournalError {
        JournalError(.unusable, "The disk is full.", errorNumber: ENOSPC)
    }

    init(_ store: any EventStore, _ plan: FailurePlan) {
        self.store = store
        self.plan = plan
    }

    func load() throws -> LiveState { try store.load() }

    func run(_ id: RunID) throws -> Run? { try store.run(id) }

    func trackedRun(_ id: TrackedRunID) throws -> TrackedRun? { try store.trackedRun(id) }

    func loggedModel(_ id: LoggedModelID) throws -> LoggedModel? { try store.loggedModel(id) }

    func append(_ commit: Commit) throws {
        plan.takeMeanwhile()?()
        if plan.takeFailure() { throw full }
        try store.append(commit)
    }
}
