import Glibc

extension Driver {
    /// The most bytes read at once; the rest is read by the next wait.
    private static let readLimit = 1 << 16

    /// Waits for what happens, without ever waking up for nothing.
    ///
    /// - Parameters:
    ///   - wake: Descriptors to watch as well; each that can be read is reported as
    ///     ``TerminalEvent/woken(_:)`` until somebody reads it.
    ///   - deadline: When to return at the latest, or nil for never.
    /// - Returns: What happened, in order; nothing once `deadline` has passed.
    package func wait(
        wake: [Int32] = [],
        until deadline: ContinuousClock.Instant? = nil
    ) -> [TerminalEvent] {
        // What is there already came at some time while we were busy.
        look(wake, for: .zero, since: quietAt)
        while queue.isEmpty {
            let now = clock.now
            if let deadline, now >= deadline { break }
            let next = [deadline, decoder.nextDeadline].compactMap { $0 }.min()
            look(wake, for: next.map { max(.zero, now.duration(to: $0)) }, since: nil)
        }
        defer { queue.removeAll() }
        return queue
    }

    /// Asks all descriptors once, waiting so long at most, and queues what they have.
    private func look(_ wake: [Int32], for time: Duration?, since: ContinuousClock.Instant?) {
        let readable = Int16(POLLIN)
        var watched = [
            pollfd(fd: hasHungUp ? -1 : options.input, events: readable, revents: 0),
            pollfd(fd: signals.descriptor, events: readable, revents: 0),
        ]
        watched += wake.map { pollfd(fd: $0, events: readable, revents: 0) }
        let count = poll(&watched, nfds_t(watched.count), Driver.milliseconds(time))
        let now = clock.now
        guard count > 0 else {
            expire(at: now)
            return
        }
        if watched[1].revents != 0 { readSignals() }
        if watched[0].revents != 0 {
            readInput(at: now, since: since)
        } else {
            expire(at: now)
        }
        for (descriptor, answer) in zip(wake, watched.dropFirst(2)) where answer.revents != 0 {
            queue.append(.woken(descriptor))
        }
    }

    /// A time in the unit of `poll`, rounded up; -1 for ever.
    static func milliseconds(_ time: Duration?) -> Int32 {
        guard let time else { return -1 }
        let (seconds, attoseconds) = time.components
        guard seconds < 1_000_000 else { return 1_000_000_000 }
        let rest = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int32(seconds * 1_000 + rest)
    }

    private func expire(at now: ContinuousClock.Instant) {
        quietAt = now
        take(decoder.tick(now))
    }

    /// Reads the keyboard once.
    func readInput(at now: ContinuousClock.Instant, since: ContinuousClock.Instant?) {
        var count = 0
        var reason: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Driver.readLimit) { buffer, used in
            count = read(options.input, buffer.baseAddress, Driver.readLimit)
            reason = errno
            used = max(0, count)
        }
        guard count > 0 else {
            // Nothing at all is the end; an error may be passing.
            if count == 0 || (reason != EINTR && reason != EAGAIN) { hangUp() }
            return
        }
        take(decoder.feed(bytes, at: now, since: since))
        quietAt = now
    }

    private func hangUp() {
        guard !hasHungUp else { return }
        hasHungUp = true
        awaitsWidth = false
        queue.append(.hangup)
    }

    private func take(_ events: [InputEvent]) {
        for event in events {
            switch event {
            case .key(let key): queue.append(.key(key))
            case .mouse(let event): queue.append(.mouse(event))
            case .paste(let paste): queue.append(.paste(paste))
            case .focus(let hasFocus): queue.append(.focus(hasFocus))
            case .reply(let reply): take(reply)
            }
        }
    }

    private func take(_ reply: TerminalReply) {
        switch reply {
        case .cursor(row: ScreenModes.askedRow, let column) where awaitsWidth:
            awaitsWidth = false
            guard column > 2, glyphs == .unicode else { return }
            glyphs = .ascii
            queue.append(.glyphs(.ascii))
        case .mode(2026, let state):
            marksFrames = state == 1 || state == 2
        case .cursor, .mode:
            return
        }
    }

    private func readSignals() {
        for number in signals.take() {
            switch number {
            case SIGWINCH:
                checkSize()
            case SIGCONT:
                // Something stopped us that could not be caught, and a shell had the terminal.
                curses.enter()
                write(ScreenModes.on(mouse: usesMouse))
                checkSize()
                update()
                queue.append(.signal(number))
            default:
                queue.append(.signal(number))
            }
        }
    }
}
