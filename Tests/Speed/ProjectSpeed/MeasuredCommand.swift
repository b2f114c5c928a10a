import Foundation
import Glibc

/// What a command took, as the system counted it.
struct Spending {
    /// On the clock, from the start to the end of the command.
    let wall: Double

    /// The processor's time of the command and of all that it started, in seconds.
    let processor: Double

    /// The largest resident memory of the command, in bytes.
    let peakBytes: Int

    /// What the command printed.
    let output: String
}

/// A command to time, started without a shell and without a terminal.
struct MeasuredCommand {
    /// A command that takes longer is ended.
    private static let longestSeconds: UInt32 = 1_200
    /// What still runs that long after its command is ended.
    private static let lingeringSeconds: UInt32 = 10
    private static let shownBytes = 1_000

    let arguments: [String]
    let folder: String

    /// Runs the command to its end; fails when it does not end with `0`.
    func run(environment: [String: String], outputFile: String) throws -> Spending {
        Self.adoptOrphans()
        Self.forgetPeak()
        let before = Self.processorSecondsOfChildren
        let start = ContinuousClock.now
        let pid = try spawn(environment: environment, outputFile: outputFile)
        var status: Int32 = 0
        var usage = rusage()
        let ended = Self.waits(for: pid, seconds: Self.longestSeconds, &status, &usage)
        let wall = (ContinuousClock.now - start) / .seconds(1)
        if !ended { kill(-pid, SIGKILL) }
        Self.reapOrphans()
        let output = (try? String(contentsOfFile: outputFile, encoding: .utf8)) ?? ""
        guard ended, status == 0 else {
            let how = ended ? "failed" : "took longer than \(Self.longestSeconds) s"
            throw SpeedFailure(
                "'\(arguments.joined(separator: " "))' \(how) in '\(folder)':\n"
                    + output.suffix(Self.shownBytes)
            )
        }
        return Spending(
            wall: wall,
            processor: Self.processorSecondsOfChildren - before,
            peakBytes: usage.ru_maxrss * 1_024,
            output: output
        )
    }

    private func spawn(environment: [String: String], outputFile: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 1, outputFile, flags, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let argv = arguments.map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid: pid_t = 0
        let home = FileManager.default.currentDirectoryPath
        _ = chdir(folder)
        let code = posix_spawnp(&pid, arguments[0], &actions, &attributes, argv, envp)
        _ = chdir(home)
        guard code == 0 else { throw SpeedFailure("'\(arguments[0])' could not be started.") }
        return pid
    }
}

// MARK: - Waiting

extension MeasuredCommand {
    /// Waits for a child, or for any with -1; `false` when the time is over first.
    private static func waits(
        for pid: pid_t,
        seconds: UInt32,
        _ status: inout Int32,
        _ usage: inout rusage
    ) -> Bool {
        var action = sigaction()
        // Without SA_RESTART the alarm ends the wait.
        action.__sigaction_handler.sa_handler = { _ in }
        sigaction(SIGALRM, &action, nil)
        alarm(seconds)
        defer { alarm(0) }
        return wait4(pid, &status, 0, &usage) > 0
    }

    /// Makes what outlives its parent a child of this process, so that its time is counted too.
    private static func adoptOrphans() {
        typealias Control = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
        let setChildSubreaper: Int32 = 36
        guard let address = dlsym(nil, "prctl") else { return }
        _ = unsafeBitCast(address, to: Control.self)(setChildSubreaper, 1, 0, 0, 0)
    }

    /// Waits for all children; those that linger are ended.
    private static func reapOrphans() {
        var status: Int32 = 0
        var usage = rusage()
        while waits(for: -1, seconds: lingeringSeconds, &status, &usage) || errno == EINTR {
            if errno == EINTR { children.forEach { kill($0, SIGKILL) } }
            errno = 0
        }
    }

    private static var children: [pid_t] {
        let path = "/proc/self/task/\(getpid())/children"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { pid_t($0) }
    }

    /// Lets the peak of this process begin anew: a child inherits it when it is started.
    private static func forgetPeak() {
        try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    }

    private static var processorSecondsOfChildren: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        return Double(seconds) + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }
}
