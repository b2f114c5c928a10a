package import Domain
import Foundation

/// Runs the command of a secret in `/bin/sh`, with a limit on its time.
///
/// Its standard input is empty and its messages are dropped, because they may hold the secret.
package struct ShellSecretCommand: SecretCommand {
    /// Long enough to touch a hardware key.
    package static let defaultTimeout = Duration.seconds(60)

    private let environment: [EnvironmentEntry]
    private let timeout: Duration

    package init(
        environment: [EnvironmentEntry],
        timeout: Duration = ShellSecretCommand.defaultTimeout
    ) {
        self.environment = environment
        self.timeout = timeout
    }

    package func output(of command: String, in folder: String, limit: Int) throws -> [UInt8] {
        // Unlike a pipe's, these ends are closed in every other child from their first moment.
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw SecretCommandFailure.cannotStart(errno)
        }
        defer { close(ends[0]) }
        let process: pid_t
        do {
            defer { close(ends[1]) }
            process = try start(command, in: folder, output: ends[1])
        }
        let deadline = ContinuousClock.now + timeout
        let bytes = read(ends[0], until: deadline, limit: limit)
        let status = wait(for: process, until: deadline, isOverLimit: bytes.count > limit)
        guard let status else { throw SecretCommandFailure.timedOut(timeout) }
        guard status.isSuccess || bytes.count > limit else {
            throw SecretCommandFailure.exited(status)
        }
        return bytes
    }

    private func start(_ command: String, in folder: String, output: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals blocked or ignored here must not be so in the command; a group of its own lets
        // the time limit end all of it.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
        let words = ["/bin/sh", "-c", #"cd -- "$0" && exec /bin/sh -c "$1""#, folder, command]
        let settings = environment.map { "\($0.name)=\($0.value)" }
        var process = pid_t()
        let code = withCStrings(words) { arguments in
            withCStrings(settings) { variables in
                posix_spawn(&process, "/bin/sh", &actions, &attributes, arguments, variables)
            }
        }
        guard code == 0 else { throw SecretCommandFailure.cannotStart(code) }
        return process
    }

    /// What comes until the end, the deadline, or one byte more than the limit.
    private func read(
        _ descriptor: Int32,
        until deadline: ContinuousClock.Instant,
        limit: Int
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while bytes.count <= limit {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&entry, 1, milliseconds(until: deadline))
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { return bytes }
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
        return bytes
    }

    private func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
        let left = deadline - ContinuousClock.now
        guard left > .zero else { return 0 }
        return Int32(clamping: left.components.seconds * 1_000 + 1)
    }

    /// How the command ended; nil where it had to be killed because its time was up.
    private func wait(
        for process: pid_t,
        until deadline: ContinuousClock.Instant,
        isOverLimit: Bool
    ) -> ExitStatus? {
        var isKilled = false
        while true {
            var code: Int32 = 0
            let mayWait = isKilled ? 0 : WNOHANG
            let result = waitpid(process, &code, mayWait)
            if result == process {
                guard !isKilled || isOverLimit else { return nil }
                let signal = code & 0x7F
                return signal == 0 ? .exited(code >> 8 & 0xFF) : .signalled(signal)
            }
            if result < 0, errno != EINTR { return .exited(127) }
            guard !isKilled else { continue }
            if isOverLimit || ContinuousClock.now >= deadline {
                kill(-process, SIGKILL)
                isKilled = true
            } else {
                // The output has ended, so the command is about to; this seldom runs twice.
                usleep(2_000)
            }
        }
    }
}

/// Calls `body` with a list of C strings that ends with null.
private func withCStrings<Result>(
    _ texts: [String],
    _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let pointers = texts.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers + [nil])
}
