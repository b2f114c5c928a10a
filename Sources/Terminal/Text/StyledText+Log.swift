extension StyledText {
    /// The most bytes of one line that are shown; the rest is an ellipsis.
    package static let logLineLimit = 1 << 20

    /// Turns the bytes of one line of a log into text in its colours.
    ///
    /// SGR sequences become styles; every other escape sequence and control stays as visible text.
    /// Tabs are expanded, one carriage return at the end is left out.
    package init(log bytes: some Sequence<UInt8>) {
        var state = SGRState()
        self.init(log: bytes, state: &state)
    }

    /// The same, with the colours the line begins with and, afterwards, those it ends with.
    package init(log bytes: some Sequence<UInt8>, state: inout SGRState) {
        let bytes = ContiguousArray(bytes)
        var reader = LogTextReader(state: state)
        bytes.withUnsafeBufferPointer { reader.read($0) }
        state = reader.state
        self = reader.finished()
    }
}

/// Cuts a line of a log into pieces of one style.
private struct LogTextReader {
    private(set) var state: SGRState
    private var text = StyledText()
    private var piece: TextSanitizer

    init(state: SGRState) {
        self.state = state
        piece = TextSanitizer(tabs: .expanded)
    }

    mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        let hasReturn = bytes.last == 0x0D
        let end = min(bytes.count - (hasReturn ? 1 : 0), StyledText.logLineLimit)
        let shown = UnsafeBufferPointer(rebasing: bytes[..<end])
        var index = 0
        while index < end {
            if let sequence = SGRSequence(in: shown, at: index) {
                take(sequence)
                index += sequence.length
                continue
            }
            switch UTF8Decoder.piece(in: shown, at: index) {
            case .scalar(let scalar, let length):
                piece.take(scalar)
                index += length
            case .invalid(let byte):
                piece.takeInvalid(byte)
                index += 1
            }
        }
        if end == StyledText.logLineLimit, bytes.count > end + 1 { piece.take("…") }
    }

    mutating func finished() -> StyledText {
        endPiece()
        return text
    }

    private mutating func take(_ sequence: SGRSequence) {
        endPiece()
        state.apply(sequence.parameters, colons: sequence.colons)
    }

    private mutating func endPiece() {
        text.append(piece.text, state.style)
        piece = TextSanitizer(tabs: .expanded, column: text.width)
    }
}

/// One `ESC [ … m`, or the same begun by the single control U+009B.
private struct SGRSequence {
    let parameters: [Int?]
    let colons: [Bool]
    let length: Int

    /// Reads the sequence at `start`, `nil` when there is none or it is not of this kind.
    init?(in bytes: UnsafeBufferPointer<UInt8>, at start: Int) {
        guard let introducer = SGRSequence.introducerLength(in: bytes, at: start) else {
            return nil
        }
        var parameters: [Int?] = [nil]
        var colons = [false]
        var index = start + introducer
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                // A number too large for any colour stays too large.
                let value = (parameters[parameters.count - 1] ?? 0) * 10 + Int(byte - 48)
                parameters[parameters.count - 1] = min(value, 100_000)
            case UInt8(ascii: ";"), UInt8(ascii: ":"):
                guard parameters.count < SGRState.parameterLimit else { return nil }
                parameters.append(nil)
                colons.append(byte == UInt8(ascii: ":"))
            case UInt8(ascii: "m"):
                self.parameters = parameters
                self.colons = colons
                length = index - start
                return
            default:
                return nil
            }
        }
        return nil
    }

    private static func introducerLength(
        in bytes: UnsafeBufferPointer<UInt8>,
        at start: Int
    ) -> Int? {
        guard start + 1 < bytes.count else { return nil }
        switch (bytes[start], bytes[start + 1]) {
        case (0x1B, UInt8(ascii: "[")), (0xC2, 0x9B): return 2
        default: return nil
        }
    }
}
