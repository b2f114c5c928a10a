import Glibc

extension Driver {
    /// Stops the program as `^Z` does in a shell: the terminal is given back, and the screen
    /// returns once the program is continued in the foreground.
    ///
    /// Answers false at once when no shell could ever continue it.
    @discardableResult
    package func suspend() -> Bool {
        guard isOpen, !isAway else { return false }
        return release { Curses.stop(terminal: options.input) }
    }

    /// Gives the terminal back while `body` runs, then returns to the same screen.
    package func release<Result, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard isOpen, !isAway else { return try body() }
        leave()
        defer { enter() }
        return try body()
    }

    /// Runs a program in the foreground of the terminal, which is given back meanwhile, and
    /// returns to the same screen at its end.
    ///
    /// It has a process group of its own, default signals and an empty mask. `^Z` in it stops us
    /// with it, as in a shell. A SIGTERM or SIGHUP to us is passed on to it, and it is killed when
    /// it has not ended soon after; the signal is then an event of the next wait.
    ///
    /// - Parameters:
    ///   - program: The program.
    ///   - wake: Descriptors to watch meanwhile.
    ///   - onWake: Called with each descriptor that can be read; it must read it.
    /// - Returns: How the program ended.
    /// - Throws: ``TerminalError`` when the program cannot be started.
    package func runForeground(
        _ program: ForegroundProgram,
        wake: [Int32] = [],
        onWake: (Int32) -> Void = { _ in }
    ) throws(TerminalError) -> ProgramEnd {
        try release { () throws(TerminalError) in
            let process: Int32
            do throws(Curses.SpawnError) {
                process = try Curses.spawn(
                    program,
                    input: options.input,
                    output: options.output,
                    error: errorOutput.current
                )
            } catch {
                // The child may have taken the terminal before it failed.
                Curses.foreground(getpgrp(), terminal: options.input)
                let reason = String(cString: strerror(error.number))
                throw TerminalError(
                    .cannotStart,
                    "The program '\(program.executable)' could not be started: \(reason). "
                        + "Check its name and PATH."
                )
            }
            let end = follow(process, wake, onWake)
            Curses.foreground(getpgrp(), terminal: options.input)
            return end
        }
    }

    /// The longest time a program in the foreground has to end after a signal was passed on.
    private static let endTime = Duration.milliseconds(1_500)

    private func follow(
        _ process: Int32,
        _ wake: [Int32],
        _ onWake: (Int32) -> Void
    ) -> ProgramEnd {
        var killTime: ContinuousClock.Instant?
        while true {
            let watch = Curses.watch(process)
            defer { if watch >= 0 { Glibc.close(watch) } }
            waitForChild(watch, process, &killTime, wake, onWake)
            switch Curses.state(of: process) {
            case .runs: continue
            case .ended(let end): return end
            case .stopped:
                Curses.foreground(getpgrp(), terminal: options.input)
                Curses.restoreModes()
                _ = Curses.stop(terminal: options.input)
                Curses.foreground(process, terminal: options.input)
                kill(-process, SIGCONT)
            }
        }
    }

    /// Waits until the child ended or stopped, and meanwhile passes signals on.
    private func waitForChild(
        _ watch: Int32,
        _ process: Int32,
        _ killTime: inout ContinuousClock.Instant?,
        _ wake: [Int32],
        _ onWake: (Int32) -> Void
    ) {
        let readable = Int16(POLLIN)
        while true {
            var watched = [
                pollfd(fd: watch, events: readable, revents: 0),
                pollfd(fd: signals.descriptor, events: readable, revents: 0),
            ]
            watched += wake.map { pollfd(fd: $0, events: readable, revents: 0) }
            let left = killTime.map { max(.zero, clock.now.duration(to: $0)) }
            // Without a thread to watch the child, it is asked now and then.
            let time = watch < 0 ? Duration.milliseconds(100) : left
            _ = poll(&watched, nfds_t(watched.count), Driver.milliseconds(time))
            if watched[1].revents != 0 { passOnSignals(to: process, &killTime) }
            for (descriptor, answer) in zip(wake, watched.dropFirst(2)) where answer.revents != 0 {
                onWake(descriptor)
            }
            if let end = killTime, clock.now >= end { kill(-process, SIGKILL) }
            if watch < 0 || watched[0].revents != 0 { return }
        }
    }

    private func passOnSignals(to process: Int32, _ killTime: inout ContinuousClock.Instant?) {
        for number in signals.take() {
            guard [SIGTERM, SIGHUP, SIGINT, SIGQUIT].contains(number) else { continue }
            kill(-process, number)
            kill(-process, SIGCONT)
            queue.append(.signal(number))
            guard number == SIGTERM || number == SIGHUP else { continue }
            killTime = killTime ?? clock.now.advanced(by: Driver.endTime)
        }
    }
}
