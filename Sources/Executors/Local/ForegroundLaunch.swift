import CSystem
package import Domain
import Glibc

/// A launch for the foreground of a terminal.
///
/// Running ``executable`` with ``arguments``, from a process or in a tmux window, shows the command
/// in that terminal until it ends and returns its exit code, or 125 when it could not be started.
/// The attempt's folder gets the same files as any other attempt, the log too, and the command
/// outlives a closed window.
///
/// - Keep this value until the program has come to an end: it holds the launch, secrets included,
///   in memory that only processes of the same user can open.
/// - The program needs nothing of its environment but `TERM`, and that only where the launch's
///   environment has none. Its first three descriptors must be the terminal's.
package final class ForegroundLaunch: Sendable {
    package let executable: String
    /// Without the program's own name.
    package let arguments: [String]
    package let environment: [EnvironmentEntry]
    private let memory: OwnedDescriptor

    init(_ launch: StageLaunch, shim: String) throws {
        let message = try LaunchMessage(launch)
        let file = csystem_memory_file("launch")
        guard file >= 0 else { throw ExecutorError.system("hold the launch in memory") }
        memory = OwnedDescriptor(file)
        guard Self.write(message.bytes, to: file) else {
            throw ExecutorError.system("hold the launch in memory")
        }
        executable = shim
        arguments = ["run-foreground", "/proc/\(getpid())/fd/\(file)"]
        environment = launch.environment.filter { $0.name.utf8.elementsEqual("TERM".utf8) }
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
