import Foundation
import Glibc

/// A program on a pseudo-terminal of its own, read as fast as it writes.
final class TerminalProgram {
    private static let blockSize = 1 << 16

    let pid: pid_t
    private let master: Int32
    private var buffer = [UInt8](repeating: 0, count: blockSize)

    /// Starts a program on a terminal of `columns` by `rows`.
    init(_ arguments: [String], folder: String, columns: UInt16, rows: UInt16) throws {
        var master: Int32 = -1
        var slave: Int32 = -1
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&master, &slave, nil, nil, &size) == 0 else {
            throw SpeedFailure("No pseudo-terminal could be opened.")
        }
        defer { close(slave) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in 0...2 {
            posix_spawn_file_actions_adddup2(&actions, slave, descriptor)
        }
        posix_spawn_file_actions_addclose(&actions, master)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // 0x80 is POSIX_SPAWN_SETSID, which is not imported.
        posix_spawnattr_setflags(&attributes, 0x80)
        var variables = ProcessInfo.processInfo.environment
        variables["TERM"] = "xterm-256color"
        variables["COLORTERM"] = "truecolor"
        variables["LC_ALL"] = "C.UTF-8"
        let argv = arguments.map { strdup($0) } + [nil]
        let envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid: pid_t = 0
        let home = FileManager.default.currentDirectoryPath
        _ = chdir(folder)
        let code = posix_spawn(&pid, arguments[0], &actions, &attributes, argv, envp)
        _ = chdir(home)
        guard code == 0 else { throw SpeedFailure("'\(arguments[0])' could not be started.") }
        self.pid = pid
        self.master = master
    }

    deinit {
        kill(pid, SIGKILL)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        close(master)
    }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(master, bytes, bytes.count)
    }

    /// Reads until the text was written, or the time is over; answers whether it came.
    func wait(for text: String, atMost time: Duration = .seconds(10)) -> Bool {
        let wanted = Array(text.utf8)
        var seen: [UInt8] = []
        let deadline = ContinuousClock.now + time
        while ContinuousClock.now < deadline {
            seen += readSome(until: deadline)
            if seen.indices.contains(where: { seen[$0...].starts(with: wanted) }) { return true }
            seen = Array(seen.suffix(wanted.count))
        }
        return false
    }

    /// Reads what is written until nothing came for a while.
    func settle(_ quiet: Duration) {
        while !readSome(until: .now + quiet).isEmpty {}
    }

    /// Waits for the next bytes; empty when none came in time.
    func readSome(until deadline: ContinuousClock.Instant) -> ArraySlice<UInt8> {
        let left = (deadline - .now) / .milliseconds(1)
        var entry = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, Int32(max(0, left.rounded(.up)))) > 0 else { return [] }
        let count = read(master, &buffer, buffer.count)
        return count > 0 ? buffer[..<count] : []
    }

    /// User and system time of the process so far, in seconds.
    var cpuSeconds: Double {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return 0 }
        let fields = text[end...].split(separator: " ")
        let ticks = (Double(fields[12]) ?? 0) + (Double(fields[13]) ?? 0)
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Resident memory in bytes.
    var residentBytes: Int {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/statm", encoding: .utf8),
            let pages = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
        else { return 0 }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }
}
