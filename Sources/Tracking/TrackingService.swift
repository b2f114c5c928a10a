import Domain
import Foundation
import NIOPosix

/// What MLflow's clients ask, answered from the project's journal and metrics.
struct TrackingService: Sendable {
    let door: any EngineDoor
    let reading: any Reading
    let recording: any Recording
    /// As whom clients act: whoever runs the engine.
    let actor: Actor
    /// Readings wait for a disk; nothing else shall wait for them.
    let threads: NIOThreadPool
    let artifacts: ArtifactDisk
    let stalls: StallWatch
    let now: @Sendable () -> Date
    let followed = FollowedCreations()

    /// Has the engine decide on a command; returns when that is durable.
    func send(_ command: TrackingCommand) async throws(TrackingError) {
        _ = try await perform(.track(command))
    }

    /// The same for the model registry; gives the number of the version that was made.
    @discardableResult
    func send(_ command: RegistryCommand) async throws(TrackingError) -> Int? {
        try await perform(.register(command)).version
    }

    private func perform(_ command: Command) async throws(TrackingError) -> Reply {
        let result = await withCheckedContinuation { continuation in
            door.send(command, by: actor) { continuation.resume(returning: $0) }
        }
        switch result {
        case .success(let reply): return reply
        case .failure(let refusal): throw TrackingError(refusal)
        }
    }

    /// Adds points of a run; returns when they survive a killed process.
    func record(
        _ points: [MetricPoint],
        models: [ModelMetric],
        of run: TrackedRunID
    ) async throws(TrackingError) {
        guard !points.isEmpty else { return }
        let refusal = await withCheckedContinuation { continuation in
            recording.record(points, models: models, of: run) {
                continuation.resume(returning: $0)
            }
        }
        if let refusal { throw TrackingError(refusal) }
    }

    /// Reads on a thread that may wait.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any Reading) throws -> Value
    ) async throws(TrackingError) -> Value {
        do {
            return try await threads.runIfActive { [reading] in try body(reading) }
        } catch let refusal as Refusal {
            throw TrackingError(refusal)
        } catch {
            throw TrackingError(.temporarilyUnavailable, "The project cannot be read now.")
        }
    }

    /// A run that is there, deleted or not.
    func run(_ id: TrackedRunID) async throws(TrackingError) -> TrackedRunSnapshot {
        guard let run = try await read({ try $0.trackedRun(id) }) else {
            throw TrackingError(.resourceDoesNotExist, "Run with id=\(id) not found")
        }
        return run
    }

    /// A run that can be logged to.
    func activeRun(_ id: TrackedRunID) async throws(TrackingError) -> TrackedRunSnapshot {
        let run = try await run(id)
        guard !run.isDeleted else {
            throw TrackingError(
                .invalidParameterValue,
                "The run \(id) must be in the 'active' state. Current state is deleted."
            )
        }
        return run
    }
}

/// A request, ready to be answered.
struct Call: Sendable {
    let fields: Fields
    /// The attempt whose script asks; nil for everybody else.
    let attempt: AttemptID?
    /// What tells the request from others of its attempt; nil for everybody else's.
    var identity: RequestIdentity?
}

extension Fields {
    /// The run that is asked about, by either of its names.
    func run() throws(TrackingError) -> TrackedRunID {
        if let id = try text("run_id"), !id.isEmpty { return TrackedRunID(id) }
        guard let id = try text("run_uuid"), !id.isEmpty else { throw .missing("run_id") }
        return TrackedRunID(id)
    }

    func experiment() throws(TrackingError) -> ExperimentID {
        ExperimentID(try requiredText("experiment_id"))
    }

    func view(_ name: String) throws(TrackingError) -> LifecycleView {
        let words = ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"]
        switch try choice(name, of: words, first: 1) {
        case "DELETED_ONLY": return .deleted
        case "ALL": return .all
        default: return .active
        }
    }

    /// How many are wanted at most, and where they begin.
    func page(
        usual: Int,
        most: Int
    ) throws(TrackingError) -> (limit: Int, offset: Int) {
        let limit = try integer("max_results") ?? Int64(usual)
        guard limit > 0, limit <= most else {
            throw TrackingError(
                .invalidParameterValue,
                "Invalid value \(limit) for parameter 'max_results' supplied. It must be at least "
                    + "1 and at most \(most)."
            )
        }
        guard let token = try text("page_token"), !token.isEmpty else { return (Int(limit), 0) }
        guard token.hasPrefix("o"), let offset = Int(token.dropFirst()), offset >= 0 else {
            throw TrackingError(.invalidParameterValue, "Invalid page token.")
        }
        return (Int(limit), offset)
    }
}
