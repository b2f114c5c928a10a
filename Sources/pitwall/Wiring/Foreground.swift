import Domain
import Glibc

/// Runs a program in the foreground of this process's terminal.
enum Foreground {
    /// Waits for its end; gives what a shell would report as its status.
    ///
    /// The program gets the default signal dispositions and an empty mask.
    static func run(_ launch: ForegroundLaunch) throws -> Int32 {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        let flags = Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        let arguments = ([launch.program] + launch.arguments).map { strdup($0) } + [nil]
        let environment = launch.environment.map { strdup("\($0.name)=\($0.value)") } + [nil]
        defer { (arguments + environment).forEach { free($0) } }
        // The program inherits our folder, so that is its own for the time of the spawn.
        let home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(home) }
        guard chdir(launch.folder) == 0 else { throw failure(launch.folder) }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, launch.program, nil, &attributes, arguments, environment)
        fchdir(home)
        guard code == 0 else {
            errno = code
            throw failure(launch.program)
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }

    private static func failure(_ path: String) -> Refusal {
        Refusal(.worldFailed, "'\(path)' cannot be used: \(String(cString: strerror(errno))).")
    }
}
