import Glibc

/// The terminal: shows frames, and waits for what happens.
///
/// It belongs to the main thread, and there is one at a time. The terminal's modes are kept before
/// the first one is changed, and come back on every way out: ``close()``, the end of the driver,
/// `exit`, and every signal that ends a process, traps among them. Only `SIGKILL` is beyond it.
///
/// Call ``blockSignals()`` first thing in `main`, before there is another thread.
package final class Driver {
    /// The screen's size as of the last ``wait(wake:until:)``.
    package internal(set) var size: Size

    /// The colours in use; themes make looks for it.
    package let colors: ColorLevel

    /// The characters the terminal shows; it can change once, see ``TerminalEvent/glyphs(_:)``.
    package internal(set) var glyphs: GlyphSet

    /// The theme frames are shown in.
    package var theme: Theme = .pitwallDark {
        didSet {
            inks.removeAll()
            shown = nil
        }
    }

    let curses: Curses
    let options: DriverOptions
    let identity: TerminalIdentity
    let errorOutput: ErrorOutput
    let signals: SignalWatch
    let clock = ContinuousClock()

    var decoder: InputDecoder
    var inks: InkTable
    /// What the terminal shows, or nil when every row is to be shown anew.
    var shown: CellGrid?
    var cursor: Point?
    /// Events to be handed out by the next wait.
    var queue: [TerminalEvent] = []
    var usesMouse: Bool
    var isOpen = true
    var isAway = false
    var hasHungUp = false
    /// Whether frames are marked so that the terminal shows each at once.
    var marksFrames = false
    /// Whether the answer to the question for a glyph's width has yet to come.
    var awaitsWidth = false
    /// The last moment at which the keyboard was known to have nothing.
    var quietAt: ContinuousClock.Instant

    /// Opens the terminal's screen; nothing is changed when it fails.
    ///
    /// - Throws: ``TerminalError`` where no screen can be shown; plain lines still can.
    package static func open(
        _ options: DriverOptions = DriverOptions()
    ) throws(TerminalError) -> Driver {
        try Driver(options)
    }

    /// Blocks the signals the driver reads, in this thread and in all made after it.
    package static func blockSignals() {
        Curses.blockSignals()
    }

    private init(_ options: DriverOptions) throws(TerminalError) {
        let identity = try Driver.identity(options)
        let isUTF8 = Curses.setLocale()
        let isDirect = identity.usesDirectColor(options.colors)
        let curses = try Driver.openScreen(identity, isDirect: isDirect, options)
        self.options = options
        self.identity = identity
        self.curses = curses
        colors = identity.level(colors: curses.colorCount, isDirect: isDirect, options.colors)
        glyphs = options.isASCII || !isUTF8 ? .ascii : .unicode
        size = Curses.size(of: options.output) ?? Driver.fallbackSize
        inks = InkTable(
            colors: colors,
            colorCount: curses.colorCount,
            pairCount: curses.pairCount
        )
        decoder = InputDecoder(
            policy: Driver.escapePolicy(options),
            erasesWithControlH: Driver.erasesWithControlH(options.input)
        )
        usesMouse = options.usesMouse
        errorOutput = ErrorOutput(options.errorDescriptor)
        signals = SignalWatch()
        quietAt = clock.now
        begin()
    }

    deinit {
        close()
    }

    /// What is known of a terminal that may show a screen; fails where none can be shown.
    private static func identity(
        _ options: DriverOptions
    ) throws(TerminalError) -> TerminalIdentity {
        guard isatty(options.input) == 1, isatty(options.output) == 1 else {
            throw TerminalError(
                .notATerminal,
                "The standard input and output are not both a terminal, so there is no screen to "
                    + "show. Run it in a terminal, or use a command that prints plain lines."
            )
        }
        let identity = TerminalIdentity(options.environment)
        guard !identity.isDumb else {
            throw TerminalError(
                .dumbTerminal,
                "TERM is '\(identity.term)', a terminal that cannot place the cursor. Use a full "
                    + "terminal, or a command that prints plain lines."
            )
        }
        return identity
    }

    /// Opens the terminal's screen, guarded against every way out; the locale is set by then.
    private static func openScreen(
        _ identity: TerminalIdentity,
        isDirect: Bool,
        _ options: DriverOptions
    ) throws(TerminalError) -> Curses {
        let term = isDirect ? DirectColorEntry.name : identity.term
        let entry = isDirect ? DirectColorEntry.compiled : nil
        try Curses.lookUp(term, entry: entry, descriptor: options.output)

        Curses.blockSignals()
        let modes = ScreenModes.off(title: options.title != nil)
        let isGuarded = Curses.installGuard(
            input: options.input,
            output: options.output,
            modes: modes,
            note: options.crashNote
        )
        guard isGuarded,
            let curses = Curses(term, entry: entry, input: options.input, output: options.output)
        else {
            Curses.armGuard(false)
            throw TerminalError(
                .cannotOpen,
                "The screen of the terminal type '\(identity.term)' could not be opened. Check "
                    + "TERM, or use a command that prints plain lines."
            )
        }
        return curses
    }

    /// The size of a terminal whose kernel does not know it, such as a serial line.
    private static let fallbackSize = Size(width: 80, height: 24)

    private static func escapePolicy(_ options: DriverOptions) -> EscapePolicy {
        guard let delay = options.escapeDelay else {
            return EscapePolicy.standard(environment: options.environment)
        }
        return EscapePolicy(delay: delay)
    }

    private static func erasesWithControlH(_ descriptor: Int32) -> Bool {
        var modes = termios()
        guard tcgetattr(descriptor, &modes) == 0 else { return false }
        return withUnsafeBytes(of: modes.c_cc) { $0[Int(VERASE)] == 0x08 }
    }

    /// Writes bytes to the terminal past ncurses, whose own are all written by then.
    func write(_ bytes: some Sequence<UInt8>) {
        guard !hasHungUp else { return }
        FileBytes.write(Array(bytes), to: options.output)
    }

    func write(_ text: String) {
        write(text.utf8)
    }
}

// MARK: - Showing

extension Driver {
    /// Shows a frame: writes to the terminal what differs from the last one.
    ///
    /// A grid of another size than the screen is cut, or leaves the rest blank.
    package func show(_ grid: CellGrid) {
        guard isOpen, !isAway, !hasHungUp else { return }
        errorOutput.trim()
        let rows = changedRows(grid)
        guard !rows.isEmpty || grid.cursor != cursor || shown == nil else {
            shown = grid
            return
        }
        put(rows, of: grid)
        if inks.isFull {
            // The pairs of colours are used up: begin anew with those of this frame.
            inks.removeAll()
            put(Array(0..<size.height), of: grid)
            curses.repaint()
        }
        cursor = grid.cursor.flatMap { Rect(size: size).contains($0) ? $0 : nil }
        shown = inks.isFull ? nil : grid
        update()
    }

    /// Paints every cell anew, whatever the terminal shows: `^L`.
    package func repaint() {
        guard isOpen, !isAway, !hasHungUp else { return }
        curses.repaint()
        update()
    }

    func update() {
        if marksFrames { write(ScreenModes.frameBegin) }
        curses.update(cursor: cursor)
        if marksFrames { write(ScreenModes.frameEnd) }
    }

    private func changedRows(_ grid: CellGrid) -> [Int] {
        guard let shown, shown.size == grid.size else { return Array(0..<size.height) }
        return grid.rows(changedSince: shown).filter { $0 < size.height }
    }

    private func put(_ rows: [Int], of grid: CellGrid) {
        for y in rows {
            guard y < grid.size.height else {
                curses.clear(row: y)
                continue
            }
            curses.put(row: y, of: grid, width: size.width) { style in
                inks.known(style) ?? inks.ink(of: style, in: theme) { curses.define($0, $1) }
            }
        }
    }
}

// MARK: - Coming and going

extension Driver {
    /// Gives the terminal back as it was found; doing so twice is harmless.
    package func close() {
        guard isOpen else { return }
        isOpen = false
        if awaitsWidth || usesMouse { settle() }
        if !isAway { leave() }
        curses.close()
        signals.close()
    }

    /// Turns the mouse on or off.
    package func useMouse(_ uses: Bool) {
        guard usesMouse != uses else { return }
        usesMouse = uses
        if isOpen, !isAway { write(uses ? ScreenModes.mouseOn : ScreenModes.mouseOff) }
    }

    /// The first steps on the screen: ncurses shows it empty, then come our modes and questions.
    private func begin() {
        errorOutput.take()
        curses.update(cursor: nil)
        if let title = options.title {
            write(ScreenModes.keepTitle)
            write(ControlString.title(title))
        }
        write(ScreenModes.on(mouse: usesMouse))
        if glyphs == .unicode, size.height >= ScreenModes.askedRow {
            write(ScreenModes.askWidth)
            awaitsWidth = true
        }
        if identity.answersModes { write(ScreenModes.askFrames) }
        // The first frame paints over the glyph of the question.
        curses.repaint()
    }

    /// Leaves the screen; the terminal is as it was found then.
    func leave() {
        isAway = true
        write(ScreenModes.off(title: options.title != nil))
        curses.leave()
        Curses.restoreModes()
        Curses.armGuard(false)
        errorOutput.giveBack()
    }

    /// Returns to the screen, and shows at once what was there.
    func enter() {
        Curses.keepModes()
        Curses.armGuard(true)
        errorOutput.take()
        curses.enter()
        isAway = false
        checkSize()
        update()
        if let title = options.title {
            write(ScreenModes.keepTitle)
            write(ControlString.title(title))
        }
        write(ScreenModes.on(mouse: usesMouse))
        quietAt = clock.now
    }

    /// Takes note of the screen's size.
    func checkSize() {
        guard let now = Curses.size(of: options.output), now != size else { return }
        size = now
        shown = nil
        cursor = nil
        curses.resize(now)
        queue.append(.resize(now))
    }

    /// Reads what is still under way from the terminal, lest the shell takes it for input.
    private func settle() {
        write(ScreenModes.mouseOff)
        let end = clock.now.advanced(by: Driver.settleTime)
        while awaitsWidth, !hasHungUp, clock.now < end {
            var keyboard = pollfd(fd: options.input, events: Int16(POLLIN), revents: 0)
            guard poll(&keyboard, 1, 20) > 0 else { continue }
            readInput(at: clock.now, since: nil)
        }
        if !hasHungUp { tcflush(options.input, TCIFLUSH) }
    }

    /// The longest wait for an answer at the end; most terminals have long given it.
    private static let settleTime = Duration.milliseconds(100)
}
