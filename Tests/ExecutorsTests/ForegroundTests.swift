import Domain
import Executors
import Foundation
import Glibc
import Testing

@Suite("Foreground launch", .timeLimit(.minutes(5)))
struct ForegroundTests {
    @Test("keys, output and window sizes pass, the log and the status are kept")
    func interactive() async throws {
        let rig = try AttemptRig()
        let script = "stty size; read line; echo got $line; stty size; exit 9"
        let launch = rig.launch(script, environment: [("TERM", "vt100")])
        let terminal = try PersonsTerminal(rows: 30, columns: 90)
        let before = try terminal.mode()
        let process = try terminal.run(try rig.executor.foreground(launch))
        #expect(await terminal.text(until: "30 90\r\n") != nil)
        terminal.resize(rows: 40, columns: 100)
        terminal.type("hello\r")
        #expect(await terminal.text(until: "40 100\r\n")?.contains("got hello\r\n") == true)
        #expect(await terminal.exitCode(of: process) == 9)
        #expect(try terminal.mode() == before)
        guard case .ended(let report) = rig.executor.find(launch.attempt, folder: launch.folder)
        else { throw Trouble("it has not ended") }
        #expect(report.status == .exited(9))
        #expect(try rig.log() == "30 90\r\nhello\r\ngot hello\r\n40 100\r\n")
    }

    @Test("an interrupt key ends the command, not the terminal's program")
    func interrupt() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch("echo up; sleep 1000")
        let terminal = try PersonsTerminal(rows: 30, columns: 90)
        let process = try terminal.run(try rig.executor.foreground(launch))
        #expect(await terminal.text(until: "up\r\n") != nil)
        terminal.type("\u{3}")
        #expect(await terminal.exitCode(of: process) == 130)
    }

    @Test("a closed window does not end the command, and the engine follows it")
    func closedWindow() async throws {
        let rig = try AttemptRig()
        let gate = try rig.makeFifo("gate")
        let launch = rig.launch("echo up; read line <'\(gate)'; echo $line; exit 5")
        let terminal = try PersonsTerminal(rows: 30, columns: 90)
        let process = try terminal.run(try rig.executor.foreground(launch))
        #expect(await terminal.text(until: "up\r\n") != nil)
        terminal.close()
        #expect(await terminal.exitCode(of: process) == 129)
        guard case .running = rig.executor.find(launch.attempt, folder: launch.folder) else {
            throw Trouble("it does not run")
        }
        try Data("after\n".utf8).write(to: URL(fileURLWithPath: gate))
        #expect(try await rig.report(of: launch.attempt).status == .exited(5))
        #expect(try rig.log() == "up\r\nafter\r\n")
    }

    @Test("a cancel ends it and gives the terminal back")
    func cancel() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch("echo up; sleep 1000")
        let terminal = try PersonsTerminal(rows: 30, columns: 90)
        let before = try terminal.mode()
        let process = try terminal.run(try rig.executor.foreground(launch))
        #expect(await terminal.text(until: "up\r\n") != nil)
        rig.executor.cancel(launch.attempt, folder: launch.folder)
        #expect(await terminal.exitCode(of: process) == 143)
        #expect(try terminal.mode() == before)
    }

    @Test("a launch that cannot start says why in the terminal")
    func refused() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch("true", workingFolder: "/no/such/folder")
        let terminal = try PersonsTerminal(rows: 30, columns: 90)
        let process = try terminal.run(try rig.executor.foreground(launch))
        let text = await terminal.text(until: "directory.\r\n")
        #expect(
            text == "pitwall: Cannot enter the working folder '/no/such/folder': "
                + "No such file or directory.\r\n"
        )
        #expect(await terminal.exitCode(of: process) == 125)
    }
}

/// A terminal window as a person has it, and the program that runs in it.
private final class PersonsTerminal: Sendable {
    private let person: FileHandle
    private let inside: FileHandle

    init(rows: UInt16, columns: UInt16) throws {
        var ends: (Int32, Int32) = (-1, -1)
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&ends.0, &ends.1, nil, nil, &size) == 0 else { throw Trouble("no terminal") }
        for end in [ends.0, ends.1] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        person = FileHandle(fileDescriptor: ends.0, closeOnDealloc: true)
        inside = FileHandle(fileDescriptor: ends.1, closeOnDealloc: true)
    }

    /// Runs the launch as the leader of the terminal's session.
    func run(_ launch: ForegroundLaunch) throws -> Running {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for end in 0..<3 as Range<Int32> {
            posix_spawn_file_actions_adddup2(&actions, inside.fileDescriptor, end)
        }
        let words = ["setsid", "--ctty", launch.program] + launch.arguments
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        arguments.append(nil)
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        var pid: pid_t = 0
        let error = posix_spawn(
            &pid,
            "/usr/bin/setsid",
            &actions,
            nil,
            arguments,
            &environment
        )
        guard error == 0 else { throw Trouble("no process") }
        return Running(pid: pid)
    }

    /// A program in the terminal.
    struct Running: Sendable {
        let pid: pid_t
    }

    func type(_ text: String) {
        person.write(Data(text.utf8))
    }

    func resize(rows: UInt16, columns: UInt16) {
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(person.fileDescriptor, UInt(TIOCSWINSZ), &size)
    }

    func close() {
        try? person.close()  // Nothing is lost when it was closed before.
    }

    func mode() throws -> [UInt32] {
        var mode = termios()
        guard tcgetattr(inside.fileDescriptor, &mode) == 0 else { throw Trouble("no mode") }
        return [mode.c_iflag, mode.c_oflag, mode.c_cflag, mode.c_lflag]
    }

    /// What the terminal shows up to and with some text; nil when it ends before.
    func text(until end: String) async -> String? {
        await onThread { [person] in
            var bytes: [UInt8] = []
            var byte: UInt8 = 0
            while read(person.fileDescriptor, &byte, 1) == 1 {
                bytes.append(byte)
                if bytes.suffix(end.utf8.count).elementsEqual(end.utf8) {
                    return String(decoding: bytes, as: UTF8.self)
                }
            }
            return nil
        }
    }

    func exitCode(of process: Running) async -> Int32 {
        await onThread {
            var status: Int32 = 0
            waitpid(process.pid, &status, 0)
            return status & 0x7F == 0 ? status >> 8 & 0xFF : -status
        }
    }

    private func onThread<Value: Sendable>(
        _ work: @escaping @Sendable () -> Value
    ) async -> Value {
        await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: work()) }.start()
        }
    }
}
