import Domain
import Engine
import Glibc
import Link

/// The project's engine in this process, and its socket for others.
final class HostedEngine: HostedDoor {
    private let engine: Engine
    private let tracking: TrackingHost
    private let server: LinkServer?
    private let owners = RunOwners()
    private let place = PlaceWatch()
    /// Why others cannot reach it; nil when they can.
    let trouble: String?

    /// Starts the engine; fails with `engineElsewhere` while another process has it.
    ///
    /// `note` hears why clients were turned away, `used` whether there are any. `end` is called
    /// when somebody asks it to end; without, it ends with its screen or command.
    init(
        _ reading: ProjectReading,
        note: @escaping @Sendable (String) -> Void = { _ in },
        used: @escaping @Sendable (Bool) -> Void = { _ in },
        end: (@Sendable () -> Void)? = nil
    ) throws {
        tracking = TrackingHost(reading, note: note)
        engine = try ProjectEngine.start(
            reading,
            version: Version.text,
            program: ProgramFiles.executable,
            tracking: tracking,
            lost: { [place] in place.lookNow() }
        )
        tracking.serve(engine)
        // Scripts outside of pipelines find the server where an engine stays, and those of stages
        // that an earlier engine left are waiting for it.
        let isAwaited = end != nil || engine.hasWorkUnderWay
        if isAwaited, reading.ownsTracking {
            do { _ = try tracking.address() } catch { note("\(error)") }
        }
        let welcome = LinkWelcome(version: Version.text, pid: getpid(), isHeadless: end != nil)
        do {
            server = try LinkServer(
                folder: reading.privateFolder,
                door: engine,
                setting: LinkServer.Setting(
                    welcome: welcome,
                    group: try ProjectEngine.sharedGroup(of: reading),
                    reading: { GuestReading(reading, for: $0) },
                    name: { OSUser.name(of: $0) },
                    note: note,
                    used: used,
                    end: end,
                    moved: { [place] in place.lookNow() }
                ),
                owners: owners
            )
            trouble = nil
        } catch {
            // Some file systems have no sockets; the engine is as good as ever for this process.
            server = nil
            trouble = "\(error)"
        }
    }

    var hasClients: Bool { server?.hasClients ?? false }

    func send(
        _ command: Command,
        by actor: Actor,
        reply: @escaping @Sendable (Result<Reply, Refusal>) -> Void
    ) {
        let owners = owners
        engine.send(command, by: actor) { result in
            owners.note(command, result, by: .host)
            reply(result)
        }
    }

    func lease(_ attempt: AttemptID) throws(Refusal) -> ForegroundLaunch {
        try owners.check(attempt, for: .host)
        return try engine.lease(attempt)
    }

    func follow(_ listener: @escaping @Sendable (Growth) -> Void) {
        engine.follow(listener)
    }

    func watch(lost: @escaping @Sendable (Refusal) -> Void) {
        place.begin { [weak self] in
            guard let self else { return false }
            if let loss = engine.loss { lost(loss) } else { server?.renew() }
            return true
        }
    }

    func stop(reason: String, hasSuccessor: Bool) {
        place.stop()
        // As long as the lock is held nobody else has a socket there, so its name goes first.
        server?.stopAccepting()
        tracking.stop()
        engine.stop(reason: reason)
        server?.finish(hasSuccessor: hasSuccessor)
    }
}
