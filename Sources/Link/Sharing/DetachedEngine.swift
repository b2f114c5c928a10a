import CLinux
package import Domain
import Glibc

/// An engine without a screen, started in a session of its own.
///
/// It says one line when it is ready; until then it may wait for the lock of whoever started it.
package final class DetachedEngine: Sendable {
    /// How long it may take until it is ready.
    private static let patience = Duration.seconds(10)
    private static let longestLine = 4_096

    private let pid: pid_t
    private let output: Int32

    /// Starts the program; what it says of itself goes to the end of the file `log`.
    package init(_ launch: ForegroundLaunch, log: String) throws(Refusal) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Self.failure("make a pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
        let log = open(log, flags, 0o600)
        let arguments = ([launch.program] + launch.arguments).map { strdup($0) } + [nil]
        let environment = launch.environment.map { strdup("\($0.name)=\($0.value)") } + [nil]
        defer {
            (arguments + environment).forEach { free($0) }
            close(ends[1])
            if log >= 0 { close(log) }
        }
        var pid: pid_t = 0
        let code = clinux_spawn_detached(
            launch.program,
            arguments,
            environment,
            launch.folder,
            [ends[1], log >= 0 ? log : ends[1]],
            &pid
        )
        guard code == 0 else {
            let failure = Self.failure("start '\(launch.program)'")
            close(ends[0])
            throw failure
        }
        self.pid = pid
        output = ends[0]
    }

    deinit { close(output) }

    /// Waits for its first line; nil where it ended, or took too long.
    package func ready() -> String? {
        var line: [UInt8] = []
        let deadline = ContinuousClock.now + Self.patience
        while deadline > .now, line.count < Self.longestLine {
            var entry = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            _ = poll(&entry, 1, Int32((deadline - .now).seconds * 1_000) + 1)
            guard entry.revents != 0 else { continue }
            var byte: UInt8 = 0
            guard read(output, &byte, 1) == 1 else { break }
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
        // One that ended is not left as a zombie; one that lives belongs to nobody here.
        var status: Int32 = 0
        waitpid(pid, &status, WNOHANG)
        return nil
    }

    private static func failure(_ action: String) -> Refusal {
        Refusal(
            .worldFailed,
            "No engine without a screen could be started: cannot \(action), "
                + "\(String(cString: strerror(errno)))."
        )
    }
}
