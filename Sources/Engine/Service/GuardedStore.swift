import Domain
import Journal

/// A journal that takes nothing any more once its engine's lock is not where it was taken.
///
/// Another engine may then have begun, and both would write what comes next.
struct GuardedStore: EventStore {
    let store: any EventStore
    /// Why nothing may be written; asked right before each commit.
    let loss: () -> Refusal?

    func load() throws -> LiveState { try store.load() }

    func run(_ id: RunID) throws -> Run? { try store.run(id) }

    func trackedRun(_ id: TrackedRunID) throws -> TrackedRun? { try store.trackedRun(id) }

    func loggedModel(_ id: LoggedModelID) throws -> LoggedModel? { try store.loggedModel(id) }

    func append(_ commit: Commit) throws {
        if let refusal = loss() { throw refusal }
        try store.append(commit)
    }
}
