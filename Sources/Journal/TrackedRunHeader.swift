import Domain

/// A tracked run without its parameters and tags, and without what it uses: these have rows of
/// their own.
struct TrackedRunHeader: Codable {
    private let id: TrackedRunID
    private let experiment: ExperimentID
    private let name: String
    private let user: String
    private let status: TrackedRunStatus
    private let startedAt: Milliseconds
    private let endedAt: Milliseconds?
    private let attempt: AttemptID?
    private let deletedAfter: Int?

    init(_ run: TrackedRun) {
        id = run.id
        experiment = run.experiment
        name = run.name
        user = run.user
        status = run.status
        startedAt = run.startedAt
        endedAt = run.endedAt
        attempt = run.attempt
        deletedAfter = run.deletedAfter
    }

    var run: TrackedRun {
        TrackedRun(
            creation: TrackedRunCreation(
                id: id,
                experiment: experiment,
                name: name,
                user: user,
                startedAt: startedAt,
                attempt: attempt
            ),
            status: status,
            endedAt: endedAt,
            deletedAfter: deletedAfter
        )
    }
}
