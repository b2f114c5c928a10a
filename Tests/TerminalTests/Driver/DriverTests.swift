import Glibc
import Terminal
import Testing

/// Each test has a process of its own, since there is one ncurses and one driver in each.
@Suite("Driver", .timeLimit(.minutes(5)))
struct DriverTests {
    @Test("a frame is shown, and then only what changed")
    func frames() async {
        await #expect(processExitsWith: .success) {
            let (terminal, driver) = try openDriver()
            #expect(driver.size == Size(width: 80, height: 24))
            #expect(driver.colors == .xterm256)
            let start = terminal.output()
            #expect(start.contains("\u{1b}[?1049h"))
            #expect(start.contains("\u{1b}[?1006h"))
            #expect(start.contains("\u{1b}[?2004h"))
            driver.show(frame("hello", driver))
            #expect(terminal.output().contains("hello"))
            driver.show(frame("hello", driver))
            #expect(terminal.output().isEmpty)
            driver.show(frame("hallo", driver))
            let change = terminal.output()
            #expect(change.contains("a") && !change.contains("hallo"))
            driver.repaint()
            #expect(terminal.output().contains("hallo"))
        }
    }

    @Test("closing gives the terminal back as it was")
    func closing() async {
        await #expect(processExitsWith: .success) {
            let (terminal, driver) = try openDriver()
            #expect(terminal.modes.c_lflag & UInt32(ECHO | ICANON | ISIG) == 0)
            terminal.type("\u{1b}[2;2Rj")
            #expect(driver.wait() == [.key("j")])
            driver.close()
            driver.close()
            let end = terminal.output()
            for mode in [1000, 1002, 1006, 2004, 1004, 1049] {
                #expect(end.contains("\u{1b}[?\(mode)l"), "mode \(mode)")
            }
            #expect(end.contains("\u{1b}[?25h") || end.contains("[?12l\u{1b}[?25h"))
            let asked = UInt32(ECHO | ICANON | ISIG)
            #expect(terminal.modes.c_lflag & asked == asked)
        }
    }

    @Test("keys, resizes, descriptors, deadlines and the end arrive as events")
    func events() async {
        await #expect(processExitsWith: .success) {
            let (terminal, driver) = try openDriver()
            terminal.type("\u{1b}[2;2Rj\u{1b}[<0;3;4M")
            let press = MouseEvent(.press(.left), at: Point(x: 2, y: 3))
            #expect(driver.wait() == [.key("j"), .mouse(press)])
            terminal.type("\u{1b}")
            #expect(driver.wait() == [.key("esc")])

            terminal.resize(width: 1, height: 1)
            raise(SIGWINCH)
            #expect(driver.wait() == [.resize(Size(width: 1, height: 1))])
            driver.show(frame("hello", driver))
            terminal.resize(width: 500, height: 200)
            raise(SIGWINCH)
            terminal.resize(width: 100, height: 30)
            raise(SIGWINCH)
            #expect(driver.wait() == [.resize(Size(width: 100, height: 30))])
            driver.show(frame("hello", driver))

            var ends: [Int32] = [0, 0]
            pipe(&ends)
            write(ends[1], "x", 1)
            #expect(driver.wait(wake: [ends[0]]) == [.woken(ends[0])])
            raise(SIGTERM)
            #expect(driver.wait() == [.signal(SIGTERM)])
            #expect(driver.wait(until: ContinuousClock().systemEpoch).isEmpty)
            close(terminal.master)
            #expect(driver.wait() == [.hangup])
            driver.close()
        }
    }

    @Test("a terminal that shows our glyphs in two cells gets ASCII")
    func wideGlyphs() async {
        await #expect(processExitsWith: .success) {
            let (terminal, driver) = try openDriver()
            #expect(driver.glyphs == .unicode)
            #expect(terminal.output().contains("●\u{1b}[6n"))
            terminal.type("\u{1b}[2;3R")
            #expect(driver.wait() == [.glyphs(.ascii)])
            #expect(driver.glyphs == .ascii)
        }
    }

    @Test("frames are marked only on terminals that said they know how")
    func markedFrames() async {
        await #expect(processExitsWith: .success) {
            let (terminal, driver) = try openDriver()
            driver.show(frame("one", driver))
            #expect(!terminal.output().contains("\u{1b}[?2026h"))
            terminal.type("\u{1b}[?2026;2$y\u{1b}[2;2Rj")
            #expect(driver.wait() == [.key("j")])
            driver.show(frame("two", driver))
            let output = terminal.output()
            #expect(output.contains("\u{1b}[?2026h") && output.hasSuffix("\u{1b}[?2026l"))
        }
    }

    @Test("a program in the foreground has the terminal as it was found")
    func foreground() async {
        await #expect(processExitsWith: .success) {
            let (terminal, driver) = try openDriver()
            driver.show(frame("hello", driver))
            _ = terminal.output()
            let program = ForegroundProgram(
                "sh",
                arguments: ["-c", "stty -a; pwd; exit 7"],
                folder: "/"
            )
            #expect(try driver.runForeground(program) == .exited(7))
            let output = terminal.output()
            #expect(output.contains(" icanon") && output.contains("\r\n/\r\n"))
            #expect(output.contains("hello"))
            #expect(terminal.modes.c_lflag & UInt32(ICANON) == 0)
            #expect(throws: TerminalError.self) {
                try driver.runForeground(ForegroundProgram("/nonexistent/program"))
            }
        }
    }

    @Test(
        "a terminal that cannot show a screen is refused, unchanged",
        arguments: ["dumb", "no-such"]
    )
    func refused(term: String) async {
        await #expect(processExitsWith: .success) { [term] in
            let terminal = try #require(PseudoTerminal())
            var options = options(terminal)
            options.environment["TERM"] = term
            let code: TerminalError.Code = term == "dumb" ? .dumbTerminal : .unknownTerminal
            let refused = options
            let error = #expect(throws: TerminalError.self) { _ = try Driver.open(refused) }
            #expect(error?.code == code)
            #expect(terminal.output().isEmpty)
            #expect(terminal.modes.c_lflag & UInt32(ICANON) != 0)
        }
    }

    @Test("a pipe is no terminal")
    func pipes() {
        var options = DriverOptions(environment: ["TERM": "xterm"])
        options.input = -1
        let refused = options
        let error = #expect(throws: TerminalError.self) { _ = try Driver.open(refused) }
        #expect(error?.code == .notATerminal)
    }

    @Test(
        "a trap and a fatal signal leave the terminal usable",
        arguments: [SIGILL, SIGSEGV, SIGABRT]
    )
    func crashes(signal: Int32) async throws {
        let terminal = try #require(PseudoTerminal())
        await #expect(processExitsWith: .signal(signal)) {
            [path = terminal.path as String, signal] in
            let slave = open(path, O_RDWR | O_NOCTTY)
            var options = options(slave)
            options.crashNote = "see the log\n"
            let driver = try Driver.open(options)
            driver.show(frame("hello", driver))
            if signal == SIGILL { preconditionFailure("on purpose") }
            if signal == SIGABRT { abort() }
            raise(signal)
        }
        let output = terminal.output()
        for mode in [1000, 1002, 1006, 2004, 1004, 1049] {
            #expect(output.contains("\u{1b}[?\(mode)l"), "mode \(mode)")
        }
        #expect(terminal.modes.c_lflag & UInt32(ECHO | ICANON) == UInt32(ECHO | ICANON))
    }

    @Test("an exit without a close leaves the terminal usable")
    func exiting() async throws {
        let terminal = try #require(PseudoTerminal())
        await #expect(processExitsWith: .exitCode(3)) { [path = terminal.path as String] in
            let driver = try Driver.open(options(open(path, O_RDWR | O_NOCTTY)))
            driver.show(frame("hello", driver))
            exit(3)
        }
        #expect(terminal.output().contains("\u{1b}[?1049l"))
        #expect(terminal.modes.c_lflag & UInt32(ICANON) != 0)
    }
}

private func options(_ descriptor: Int32) -> DriverOptions {
    var options = DriverOptions(environment: ["TERM": "xterm-256color"])
    options.input = descriptor
    options.output = descriptor
    return options
}

private func options(_ terminal: PseudoTerminal) -> DriverOptions {
    options(terminal.slave)
}

private func openDriver() throws -> (PseudoTerminal, Driver) {
    let terminal = try #require(PseudoTerminal())
    return (terminal, try Driver.open(options(terminal)))
}

private func frame(_ text: SafeText, _ driver: Driver) -> CellGrid {
    var canvas = Canvas(size: driver.size, glyphs: driver.glyphs)
    canvas.draw(text, at: .zero)
    return canvas.grid
}
