import CLinux
import Domain
import Glibc
import Synchronization

/// Launches that wait for a terminal.
///
/// A launch holds secrets, so it lies in memory that only processes of the same user can open by
/// the name its program is given; it is let go of once the attempt has begun.
final class ForegroundDesk: Sendable {
    /// More than anybody has windows; beyond it the oldest is let go of.
    private static let limit = 16

    private struct Waiting {
        let attempt: AttemptID
        let memory: OwnedDescriptor
    }

    private let waiting = Mutex<[Waiting]>([])

    /// Lays a launch down and returns the program that takes it up.
    func offer(_ launch: StageLaunch, shim: String) throws -> ForegroundLaunch {
        let message = try LaunchMessage(launch)
        let file = clinux_memory_file("launch")
        guard file >= 0 else { throw ExecutorError.system("hold the launch in memory") }
        let memory = OwnedDescriptor(file)
        guard Self.write(message.bytes, to: file) else {
            throw ExecutorError.system("hold the launch in memory")
        }
        waiting.withLock { waiting in
            waiting.removeAll { $0.attempt == launch.attempt }
            waiting.append(Waiting(attempt: launch.attempt, memory: memory))
            if waiting.count > Self.limit { waiting.removeFirst() }
        }
        return ForegroundLaunch(
            program: shim,
            arguments: ["run-foreground", "/proc/\(getpid())/fd/\(file)"],
            environment: launch.environment.filter { $0.name.utf8.elementsEqual("TERM".utf8) },
            folder: "/"
        )
    }

    /// Lets go of a launch that has been taken up.
    func release(_ attempt: AttemptID) {
        waiting.withLock { waiting in waiting.removeAll { $0.attempt == attempt } }
    }

    private static func write(_ bytes: [UInt8], to file: Int32) -> Bool {
        var written = 0
        while written < bytes.count {
            let size = bytes[written...].withUnsafeBytes { rest in
                Glibc.write(file, rest.baseAddress, rest.count)
            }
            if size < 0 && errno == EINTR { continue }
            if size <= 0 { return false }
            written += size
        }
        return true
    }
}
