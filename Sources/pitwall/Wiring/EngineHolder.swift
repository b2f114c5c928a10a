import Domain
import Engine
import Link
import Synchronization

/// The way of this process to the project's engine.
final class EngineHolder: Sendable {
    private let door = Mutex<SharedDoor?>(nil)

    /// The project's engine: that of another process, or else one started here.
    ///
    /// Looked for when first asked for.
    func open(_ reading: ProjectReading) throws -> SharedDoor {
        try door.withLock { door in
            if let door { return door }
            let opened = try SharedDoor(Self.ways(to: reading))
            door = opened
            return opened
        }
    }

    /// The engine of another user is not there, and none can be started here.
    var isAbsent: Bool {
        door.withLockIfAvailable { door in door?.isAbsent ?? false } ?? false
    }

    /// Who has the engine; nil while it is only about to start.
    ///
    /// Never waits, also not for a start that is under way.
    var host: EngineHost? {
        door.withLockIfAvailable { door in door?.host } ?? nil
    }

    /// Ends the engine where it is in this process, and lets go of another one; stages that run go
    /// on.
    func stop(_ reason: String, hasSuccessor: Bool = false) {
        let opened = door.withLock { door in
            defer { door = nil }
            return door
        }
        opened?.close()?.stop(reason: reason, hasSuccessor: hasSuccessor)
    }

    /// Gives the engine of this process, if it is here, to a successor that `start` begins.
    func handOver(isBusy: Bool, _ reason: String, start: () -> Void) {
        door.withLock(\.self)?.handOver(isBusy: isBusy, reason: reason, start: start)
    }

    private static func ways(to reading: ProjectReading) -> EngineWays {
        let attach: EngineWays.Attaching = { ended throws(LinkFailure) in
            try LinkDoor(folder: reading.privateFolder, version: Version.text, ended: ended)
        }
        if let absence = reading.absence {
            // What can be read is what the engine reads for us.
            return EngineWays(start: nil, attach: attach, absence: absence, position: { .start })
        }
        return EngineWays(
            start: { try HostedEngine(reading) },
            attach: attach,
            position: {
                // What cannot be read now is read with the next growth.
                let newest = try? reading.activity(ActivityQuery(limit: 1)).first
                return newest?.position ?? .start
            }
        )
    }
}
