/// A text cut into what stands for itself and its `${…}` expressions.
struct TemplateText {
    enum Piece: Hashable {
        case text(String)
        /// What stands between the braces.
        case expression(String)
    }

    let pieces: [Piece]

    /// Cuts a text; `\${` stands for a plain `${`.
    ///
    /// An expression ends at the first brace on its line; without one it is plain text.
    init(_ text: String) {
        let bytes = Array(text.utf8)
        var pieces: [Piece] = []
        var plain: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == Self.dollar, index + 1 < bytes.count,
                bytes[index + 1] == Self.open
            else {
                plain.append(bytes[index])
                index += 1
                continue
            }
            if plain.last == Self.escape {
                plain[plain.count - 1] = Self.dollar
                index += 1
                continue
            }
            let rest = bytes[(index + 2)...].prefix { $0 != Self.newline }
            guard let end = rest.firstIndex(of: Self.close) else {
                plain.append(bytes[index])
                index += 1
                continue
            }
            if !plain.isEmpty { pieces.append(.text(String(decoding: plain, as: UTF8.self))) }
            plain = []
            pieces.append(.expression(String(decoding: bytes[(index + 2)..<end], as: UTF8.self)))
            index = end + 1
        }
        if !plain.isEmpty { pieces.append(.text(String(decoding: plain, as: UTF8.self))) }
        self.pieces = pieces
    }

    /// Whether a text may hold a template or an escaped one; false is certain.
    static func isNeeded(for text: String) -> Bool {
        var last: UInt8 = 0
        for byte in text.utf8 {
            if byte == open, last == dollar { return true }
            last = byte
        }
        return false
    }

    private static let dollar = UInt8(ascii: "$")
    private static let open = UInt8(ascii: "{")
    private static let close = UInt8(ascii: "}")
    private static let escape = UInt8(ascii: "\\")
    private static let newline = UInt8(ascii: "\n")
}

/// The names in an expression, such as `a`, `b` and `0` in `a.b[0]`.
struct TemplatePath {
    let parts: [String]

    /// Nil where the text is no expression.
    init?(_ text: String) {
        var parts: [String] = []
        var word: [UInt8] = []
        var isInBrackets = false
        /// A bracket was closed, and neither a point nor a bracket followed yet.
        var isClosed = false
        func take() -> Bool {
            let name = String(decoding: word, as: UTF8.self).trimmed
            word = []
            guard !name.isEmpty else { return false }
            parts.append(name)
            return true
        }
        for byte in text.trimmed.utf8 {
            switch byte {
            case UInt8(ascii: "."):
                guard !isInBrackets, isClosed || take() else { return nil }
                isClosed = false
            case UInt8(ascii: "["):
                guard !isInBrackets, isClosed || take() else { return nil }
                (isInBrackets, isClosed) = (true, false)
            case UInt8(ascii: "]"):
                guard isInBrackets, take() else { return nil }
                (isInBrackets, isClosed) = (false, true)
            default:
                guard !isClosed else { return nil }
                word.append(byte)
            }
        }
        guard !isInBrackets, isClosed || take() else { return nil }
        self.parts = parts
    }
}

extension String {
    /// Without spaces and tabs at its ends.
    fileprivate var trimmed: String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let bytes = utf8.drop(while: isSpace)
        let end = bytes.lastIndex { !isSpace($0) }.map { bytes.index(after: $0) }
        return String(Substring(bytes[..<(end ?? bytes.startIndex)]))
    }
}
