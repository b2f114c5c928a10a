/// Reads tables of separated values piece by piece, as Python's `csv` does.
///
/// Holds one row at a time. Empty lines are passed over; a value in quotes may hold the separator,
/// line breaks and doubled quotes.
struct DelimitedReader {
    /// A row of a table.
    struct Row {
        fileprivate let bytes: [UInt8]
        fileprivate let ends: [Int]
        /// The line it begins on, counted from 1.
        let line: Int
        /// Its line has an end; the last one of a file that is being written may have none.
        let isEnded: Bool

        /// How many values it has.
        var count: Int { ends.count }

        /// A value without its quotes.
        subscript(index: Int) -> ArraySlice<UInt8> {
            bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
        }
    }

    /// A row longer than this is refused.
    static let longestRow = 1 << 20

    private enum State {
        case start
        case plain
        case quoted
        case quoteInQuoted
    }

    private let separator: UInt8
    private var state = State.start
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var line = 1
    private var firstLine = 1
    private var wasReturn = false

    init(separator: UInt8) {
        self.separator = separator
    }

    /// Whether the row being read is longer than any may be.
    var isTooLong: Bool { bytes.count > Self.longestRow }

    /// The line the row being read begins on.
    var currentLine: Int { firstLine }

    /// Takes the next bytes of the file, and gives every row that ends in them to `body`.
    mutating func take<Failure: Error>(
        _ chunk: UnsafeRawBufferPointer,
        _ body: (Row) throws(Failure) -> Void
    ) throws(Failure) {
        for byte in chunk {
            if byte == 0x0a, wasReturn {
                wasReturn = false
                if state == .quoted { bytes.append(byte) }
                continue
            }
            wasReturn = byte == 0x0d
            let isBreak = byte == 0x0a || byte == 0x0d
            if isBreak { line += 1 }
            if isBreak, state != .quoted {
                try endRow(isEnded: true, body)
            } else {
                take(byte)
                if isTooLong { return }
            }
        }
    }

    /// Takes the end of the file.
    mutating func finish<Failure: Error>(_ body: (Row) throws(Failure) -> Void) throws(Failure) {
        try endRow(isEnded: false, body)
    }

    private mutating func take(_ byte: UInt8) {
        let quote = UInt8(ascii: "\"")
        switch state {
        case .quoted where byte == quote: state = .quoteInQuoted
        case .quoted: bytes.append(byte)
        case .quoteInQuoted where byte == quote:
            bytes.append(byte)
            state = .quoted
        case .start where byte == quote: state = .quoted
        case .start, .plain, .quoteInQuoted:
            if byte == separator {
                ends.append(bytes.count)
                state = .start
            } else {
                bytes.append(byte)
                state = .plain
            }
        }
    }

    private mutating func endRow<Failure: Error>(
        isEnded: Bool,
        _ body: (Row) throws(Failure) -> Void
    ) throws(Failure) {
        let line = firstLine
        let hasStarted = state != .start
        state = .start
        firstLine = self.line
        // A line with nothing on it is no row, but one with an empty value in quotes is.
        guard !bytes.isEmpty || !ends.isEmpty || hasStarted else { return }
        ends.append(bytes.count)
        let size = (bytes.count, ends.count)
        let row = Row(bytes: bytes, ends: ends, line: line, isEnded: isEnded)
        // The row keeps what was read, so the next one gets room of its own.
        bytes = []
        ends = []
        bytes.reserveCapacity(size.0 + 16)
        ends.reserveCapacity(size.1)
        try body(row)
    }
}
