import Domain
import Journal

/// The journal as one engine's life sees it: commits may fail, and be the last thing it does.
struct DyingStore: EventStore {
    let store: any EventStore
    let life: Life

    func load() throws -> LiveState { try store.load() }

    func run(_ id: RunID) throws -> Run? { try store.run(id) }

    func trackedRun(_ id: TrackedRunID) throws -> TrackedRun? {
        let found = try store.trackedRun(id)
        life.world.with { state in
            state.expect(
                found == state.referee.tracking.runs[id],
                "projections equal a rebuild",
                "Tracked run \(id) is found otherwise than its events say."
            )
        }
        return found
    }

    func loggedModel(_ id: LoggedModelID) throws -> LoggedModel? {
        let found = try store.loggedModel(id)
        life.world.with { state in
            state.expect(
                found == state.referee.tracking.models[id],
                "projections equal a rebuild",
                "Logged model \(id) is found otherwise than its events say."
            )
        }
        return found
    }

    func append(_ commit: Commit) throws {
        try life.world.with { state in
            guard state.life == life.number else { throw Life.Over() }
            guard state.isDiskFull || state.random.happens(state.faults.commit) else { return }
            state.isJournalBehind = true
            state.failedAt = state.time
            state.note("a commit of \(commit.entries.count) fails")
            throw JournalError(.unusable, "The simulated disk is full.")
        }
        try life.call("commit before it is made", canFail: false) { _ in }
        try store.append(commit)
        life.world.with { state in
            state.isJournalBehind = false
            state.take(commit)
        }
        try life.call("commit after it was made", canFail: false) { _ in }
    }
}
