/// Reads a TOML 1.0 document from bytes that are valid UTF-8.
///
/// No bytes make it stop working: what it cannot read is a ``TOMLFault`` at its place.
struct TOMLReader {
    /// Values of one document, those inside lists and tables among them.
    static let mostValues = 1_000_000

    let bytes: [UInt8]
    var index = 0
    private var document = TOMLDocument()
    private var values = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The whole document.
    mutating func read() throws(TOMLFault) -> TOMLDocument {
        // Editors on Windows begin a file with this mark.
        _ = take("\u{FEFF}")
        var table = TOMLDocument.root
        while true {
            try skipBlank()
            guard let byte = current else { return document }
            if byte == UInt8(ascii: "[") {
                table = try header()
            } else {
                try member(of: table)
            }
            try endOfLine()
        }
    }

    // MARK: - Bytes

    var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    func fault(_ text: String) -> TOMLFault {
        TOMLFault(offset: min(index, bytes.count), text: text)
    }

    mutating func take(_ word: StaticString) -> Bool {
        let word = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard bytes[index...].starts(with: word) else { return false }
        index += word.count
        return true
    }

    mutating func takeNewline() -> Bool { take("\n") || take("\r\n") }

    mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x09 { index += 1 }
    }

    /// Whether a byte may stand in a comment or a text as it is.
    static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 0x09
    }

    /// Passes spaces, comments and ends of lines.
    private mutating func skipBlank() throws(TOMLFault) {
        repeat {
            skipSpace()
            try skipComment()
        } while takeNewline()
    }

    private mutating func skipComment() throws(TOMLFault) {
        guard current == UInt8(ascii: "#") else { return }
        while let byte = current, Self.isPlain(byte) { index += 1 }
        let end = index
        guard current == nil || takeNewline() else {
            throw fault("a control character cannot stand in a comment")
        }
        index = end
    }

    private mutating func endOfLine() throws(TOMLFault) {
        skipSpace()
        try skipComment()
        guard current == nil || takeNewline() else { throw fault("expected the end of the line") }
    }

    // MARK: - Keys

    private mutating func header() throws(TOMLFault) -> Int {
        index += 1
        let isGroup = take("[")
        let path = try key()
        guard take("]") else { throw fault("expected ']'") }
        guard isGroup else { return try document.open(path) }
        guard take("]") else { throw fault("expected ']'") }
        return try document.append(path)
    }

    private mutating func member(of table: Int) throws(TOMLFault) {
        let path = try key()
        guard take("=") else { throw fault("expected '='") }
        skipSpace()
        let depth = document.tables[table].depth + path.count
        let value = try value(depth: depth)
        try document.add(value, path, to: table)
    }

    private mutating func key() throws(TOMLFault) -> [TOMLName] {
        var path: [TOMLName] = []
        repeat {
            skipSpace()
            let start = index
            path.append(TOMLName(bytes: try name(), offset: start))
            skipSpace()
        } while take(".")
        return path
    }

    private mutating func name() throws(TOMLFault) -> [UInt8] {
        if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") { return try line() }
        let start = index
        while let byte = current, Self.isBare(byte) { index += 1 }
        guard index > start else { throw fault("expected a name") }
        return Array(bytes[start..<index])
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    // MARK: - Values

    private mutating func value(depth: Int) throws(TOMLFault) -> TOMLNode {
        values += 1
        guard values <= Self.mostValues else {
            throw fault("it has more than \(Self.mostValues) values")
        }
        switch current {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            return .text(String(decoding: try text(), as: UTF8.self))
        case UInt8(ascii: "["): return .list(try list(depth: depth))
        case UInt8(ascii: "{"): return .table(try braces(depth: depth))
        default: return try scalar()
        }
    }

    private mutating func list(depth: Int) throws(TOMLFault) -> [TOMLNode] {
        guard depth < TOMLDocument.deepest else { throw TOMLDocument.tooDeep(index) }
        index += 1
        var items: [TOMLNode] = []
        while true {
            try skipBlank()
            if take("]") { return items }
            items.append(try value(depth: depth + 1))
            try skipBlank()
            if take("]") { return items }
            guard take(",") else { throw fault("expected ',' or ']'") }
        }
    }

    private mutating func braces(depth: Int) throws(TOMLFault) -> Int {
        let table = try document.makeTable(.inline, depth: depth, at: index)
        index += 1
        skipSpace()
        if take("}") { return table }
        while true {
            try member(of: table)
            skipSpace()
            if take("}") { return table }
            guard take(",") else { throw fault("expected ',' or '}'") }
        }
    }
}
