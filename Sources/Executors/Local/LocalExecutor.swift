import CLinux
package import Domain
import Glibc
import Synchronization

/// Runs stage runs on this machine, each under a watcher that outlives the engine.
///
/// - Make it before the program's first other thread and before the terminal's mode is changed: it
///   starts `stage-shim` at once.
/// - Watchers are no children of this process and need none of its threads; when this value or its
///   process goes, they go on.
/// - A `stage-shim` that died is started again by the next start.
package final class LocalExecutor: Executor {
    /// The absolute path of `stage-shim`.
    package let shim: String
    private let successor: EngineSuccessor?
    private let server: Mutex<ShimServer?>
    private let follower: ExitFollower
    private let desk = ForegroundDesk()

    /// Starts `stage-shim`, found beside the program or at the given path.
    ///
    /// Where this process is killed while stages run, a successor is started; none without one.
    package init(shim: String? = nil, successor: EngineSuccessor? = nil) throws {
        let path = try shim ?? ShimLocation.find()
        self.shim = path
        self.successor = successor
        server = Mutex(try ShimServer(path: path, successor: successor))
        follower = try ExitFollower()
    }

    package func report(
        to listener: @escaping @Sendable (AttemptID, AttemptFinding) -> Void
    ) {
        follower.report(to: listener)
    }

    package func start(_ launch: StageLaunch) throws -> ProcessRecord {
        let message = try LaunchMessage(launch)
        // A second request is safe: the attempt's folder lets one watcher run it.
        for _ in 0..<2 {
            let server = try currentServer()
            switch try server.request(message.bytes) {
            case .started(let process):
                follow(launch.attempt, folder: launch.folder, process)
                return process
            case .exists:
                return try startedBefore(launch)
            case .refused(let number, let text):
                throw ExecutorError(.refused, text, errorNumber: number)
            case .none:
                forget(server)
            }
        }
        throw ExecutorError(
            .noAnswer,
            "The watcher of \(launch.attempt) ended before it answered. "
                + "The machine may be short of memory, processes or open files."
        )
    }

    package func cancel(_ attempt: AttemptID, folder: String) {
        if !AttemptFolder(path: folder).cancel() { follower.cancel(folder: folder) }
    }

    package func find(_ attempt: AttemptID, folder: String) -> AttemptFinding {
        let files = AttemptFolder(path: folder)
        // An engine that was killed may have asked for a watcher that is only just coming.
        let finding = files.settledFinding()
        if finding != .neverStarted { desk.release(attempt) }
        guard case .running(let process) = finding else {
            if finding == .unknown { follower.look(for: attempt, folder: folder) }
            return finding
        }
        guard let handle = try? process.openHandle() else {
            follower.look(for: attempt, folder: folder)
            return .unknown
        }
        follower.follow(attempt, folder: folder, handle: handle)
        return finding
    }

    /// What the process of a screen runs in the foreground of its terminal for `mode: terminal`.
    ///
    /// The program shows the command in that terminal until it ends and returns its exit code, or
    /// 125 when it could not be started. The attempt's folder gets the same files as any other's,
    /// the log too, and the command outlives a closed window. ``find(_:folder:)`` follows it once
    /// it runs; this value must live until then. The program takes its own `TERM` where the launch
    /// has none.
    package func foreground(_ launch: StageLaunch) throws -> ForegroundLaunch {
        try desk.offer(launch, shim: shim)
    }

    // MARK: - Private

    private func currentServer() throws -> ShimServer {
        if let server = server.withLock({ $0 }) { return server }
        let fresh = try ShimServer(path: shim, successor: successor)
        return server.withLock { server in
            // Another thread may have been faster; the extra one then ends by itself.
            let winner = server ?? fresh
            server = winner
            return winner
        }
    }

    private func forget(_ dead: ShimServer) {
        server.withLock { server in
            if server === dead { server = nil }
        }
    }

    private func follow(_ attempt: AttemptID, folder: String, _ process: ProcessRecord) {
        if let handle = try? process.openHandle() {
            follower.follow(attempt, folder: folder, handle: handle)
        } else {
            follower.look(for: attempt, folder: folder)
        }
    }

    private func startedBefore(_ launch: StageLaunch) throws -> ProcessRecord {
        guard let process = try AttemptFolder(path: launch.folder).watcher() else {
            throw ExecutorError(
                .refused,
                "'\(launch.folder)' holds an attempt that left no readable record. "
                    + "Start a new attempt."
            )
        }
        follow(launch.attempt, folder: launch.folder, process)
        return process
    }
}
