import CNcurses

/// The one door to ncurses and to what Linux keeps from Swift; everything in it is for the main
/// thread.
///
/// ncurses draws and nothing else: it never reads the keyboard and handles no signal.
final class Curses {
    /// The number of colours the terminal's description promises, and of pairs ncurses keeps.
    let colorCount: Int
    let pairCount: Int

    private var row: UnsafeMutableBufferPointer<cchar_t>

    /// Sets the locale; answers whether the terminal is written to in UTF-8.
    static func setLocale() -> Bool { cnc_set_locale() }

    /// Makes sure that the terminal can be used, before anything is changed.
    ///
    /// - Throws: ``TerminalError`` when it is unknown or cannot place the cursor.
    static func lookUp(
        _ term: String,
        entry: String?,
        descriptor: Int32
    ) throws(TerminalError) {
        switch cnc_look_up(term, entry, descriptor) {
        case CNC_TERM_OK:
            return
        case CNC_TERM_DUMB:
            throw TerminalError(
                .dumbTerminal,
                "The terminal type '\(term)' cannot place the cursor. Use a full terminal, or a "
                    + "command that prints plain lines."
            )
        default:
            throw TerminalError(
                .unknownTerminal,
                "The terminal type '\(term)' is not known on this system. Set TERM to one that "
                    + "is, for example xterm-256color."
            )
        }
    }

    /// Opens the screen, or answers nil when ncurses cannot.
    init?(_ term: String, entry: String?, input: Int32, output: Int32) {
        guard cnc_open(term, entry, input, output) else { return nil }
        colorCount = Int(cnc_colors())
        pairCount = Int(cnc_pairs())
        row = .allocate(capacity: 0)
    }

    deinit {
        row.deallocate()
    }

    func close() { cnc_close() }

    func leave() { cnc_leave() }

    func enter() { cnc_enter() }

    func resize(_ size: Size) {
        cnc_resize(Int32(size.width), Int32(size.height))
    }

    func repaint() { cnc_repaint() }

    func define(_ pair: Int32, _ colors: ColorPair) -> Bool {
        cnc_define_pair(pair, colors.foreground, colors.background)
    }

    /// Puts a row of the grid, cut to a width; what is left of that becomes blank.
    func put(
        row y: Int,
        of grid: CellGrid,
        width: Int,
        ink: (Style) -> Ink
    ) {
        // Two more cells than columns: one for a wide glyph that is shown as two, one to end.
        reserve(width + 2)
        guard let cells = row.baseAddress else { return }
        var count = 0
        var column = 0
        var style: Style?
        var attributes: attr_t = 0
        var pair: Int32 = 0
        for cell in grid.row(y) where cell.width > 0 {
            guard column + Int(cell.width) <= width else { break }
            if cell.style != style {
                let ink = ink(cell.style)
                style = cell.style
                attributes = Curses.attributes(ink.attributes)
                pair = ink.pair
            }
            let added: Int32
            if let scalar = cell.scalar {
                added = cnc_fill(cells + count, scalar.value, Int32(cell.width), attributes, pair)
            } else {
                added = fill(cells + count, grid.scalars(of: cell), cell.width, attributes, pair)
            }
            count += Int(added)
            column += Int(cell.width)
        }
        cnc_put_row(Int32(y), cells, Int32(count))
        if column < width { cnc_clear_row(Int32(y), Int32(column)) }
    }

    /// Makes a row blank.
    func clear(row y: Int) {
        cnc_clear_row(Int32(y), 0)
    }

    /// Brings the terminal up to date.
    func update(cursor: Point?) {
        cnc_update(Int32(cursor?.y ?? -1), Int32(cursor?.x ?? 0))
    }

    /// Fills a cell with a base and its marks.
    private func fill(
        _ cell: UnsafeMutablePointer<cchar_t>,
        _ scalars: [Unicode.Scalar],
        _ width: UInt8,
        _ attributes: attr_t,
        _ pair: Int32
    ) -> Int32 {
        let base = scalars.first?.value ?? 0x20
        let added = cnc_fill(cell, base, Int32(width), attributes, pair)
        for (index, mark) in scalars.dropFirst().enumerated() {
            cnc_add_mark(cell, Int32(index), mark.value)
        }
        return added
    }

    private func reserve(_ count: Int) {
        guard row.count < count else { return }
        row.deallocate()
        row = .allocate(capacity: count)
        row.initialize(repeating: cchar_t())
    }

    private static func attributes(_ traits: Traits) -> attr_t {
        cnc_attributes(
            traits.contains(.bold),
            traits.contains(.dim),
            traits.contains(.italic),
            traits.contains(.underline),
            traits.contains(.reverse)
        )
    }
}

// MARK: - Signals and the guard

extension Curses {
    static func blockSignals() { cnc_block_signals() }

    static func signalDescriptor() -> Int32 { cnc_signal_descriptor() }

    /// The signals that wait, in the order in which they are read.
    static func signals(from descriptor: Int32) -> [Int32] {
        var result: [Int32] = []
        while true {
            let number = cnc_next_signal(descriptor)
            guard number != 0 else { return result }
            result.append(number)
        }
    }

    /// Keeps the terminal's modes, and has them restored on a fatal signal and at `exit`.
    static func installGuard(input: Int32, output: Int32, modes: String, note: String) -> Bool {
        cnc_guard_install(input, output, modes, note)
    }

    static func armGuard(_ armed: Bool) { cnc_guard_arm(armed) }

    static func keepModes() { cnc_guard_keep_modes() }

    static func restoreModes() { cnc_guard_restore_modes() }

    static func tellGuard(errorOutput original: Int32, replacement: Int32) {
        cnc_guard_error_output(original, replacement)
    }

    /// Stops our process group; answers whether it was stopped, once it is continued.
    static func stop(terminal: Int32) -> Bool { cnc_stop(terminal) }

    /// The size of the terminal, or nil where the kernel does not know it.
    static func size(of descriptor: Int32) -> Size? {
        var columns: Int32 = 0
        var rows: Int32 = 0
        cnc_size(descriptor, &columns, &rows)
        return columns > 0 && rows > 0 ? Size(width: Int(columns), height: Int(rows)) : nil
    }

    static func memoryFile() -> Int32 { cnc_memory_file() }

    static func duplicate(_ descriptor: Int32) -> Int32 { cnc_duplicate(descriptor) }
}

// MARK: - Programs in the foreground

extension Curses {
    /// How a child fares.
    enum Child {
        case runs
        case stopped
        case ended(ProgramEnd)
    }

    /// Starts a program in the foreground; answers its process, or throws the error's number.
    static func spawn(
        _ program: ForegroundProgram,
        input: Int32,
        output: Int32,
        error: Int32
    ) throws(SpawnError) -> Int32 {
        var process: Int32 = 0
        let arguments = CStrings([program.executable] + program.arguments)
        let variables = program.environment.map { environment in
            CStrings(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
        }
        let code = cnc_spawn(
            &process,
            arguments.pointers.baseAddress,
            variables?.pointers.baseAddress ?? cnc_environment(),
            program.folder,
            input,
            output,
            error
        )
        guard code == 0 else { throw SpawnError(number: code) }
        return process
    }

    /// A descriptor that ends when the child ends or stops, or -1.
    static func watch(_ process: Int32) -> Int32 { cnc_watch(process) }

    /// How the child fares now.
    static func state(of process: Int32) -> Child {
        var value: Int32 = 0
        switch cnc_child_state(process, &value) {
        case CNC_CHILD_RUNS: return .runs
        case CNC_CHILD_STOPPED: return .stopped
        case CNC_CHILD_EXITED: return .ended(.exited(value))
        case CNC_CHILD_SIGNALLED: return .ended(.signalled(value))
        default: return .ended(.lost)
        }
    }

    /// Gives the terminal to a process group.
    static func foreground(_ group: Int32, terminal: Int32) {
        cnc_foreground(terminal, group)
    }

    /// The number of the error that kept a program from starting.
    struct SpawnError: Error {
        let number: Int32
    }
}
