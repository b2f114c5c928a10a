/// A value of a JSON document, with texts as bytes and numbers as written.
enum JSONValue: Hashable, Sendable {
    struct Member: Hashable, Sendable {
        let name: [UInt8]
        let value: JSONValue
    }

    case null
    case bool(Bool)
    /// Digits, with a point or an exponent, or `NaN`, `Infinity`, `-Infinity`.
    case number(String)
    /// A text's bytes; an escape `\udcXX` alone stands for the byte XX.
    case text([UInt8])
    case list([JSONValue])
    /// In the order written; of equal names the last one's value, at the first one's place.
    case object([Member])
}

/// Why a text is no JSON, and the byte where that shows.
struct JSONFault: Error, Hashable, Sendable {
    let offset: Int
    let text: String
}

/// Reads a JSON document as Python's `json` does.
struct JSONReader {
    /// Deeper documents are refused.
    static let deepest = 64

    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The one value of the document.
    mutating func document() throws(JSONFault) -> JSONValue {
        skipSpace()
        let value = try value()
        skipSpace()
        guard index == bytes.count else { throw fault("there is more text after the value") }
        return value
    }

    private func fault(_ text: String) -> JSONFault {
        JSONFault(offset: min(index, bytes.count), text: text)
    }

    private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
            index += 1
        }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: byte) else { return false }
        index += 1
        return true
    }

    private mutating func take(word: String) -> Bool {
        guard bytes[index...].starts(with: word.utf8) else { return false }
        index += word.utf8.count
        return true
    }

    private mutating func value() throws(JSONFault) -> JSONValue {
        switch current {
        case UInt8(ascii: "{"):
            return try nested { reader throws(JSONFault) in try reader.object() }
        case UInt8(ascii: "["): return try nested { reader throws(JSONFault) in try reader.list() }
        case UInt8(ascii: "\""): return .text(try text())
        case nil: throw fault("the text ends where a value should stand")
        default: break
        }
        if take(word: "null") { return .null }
        if take(word: "true") { return .bool(true) }
        if take(word: "false") { return .bool(false) }
        for word in ["NaN", "Infinity", "-Infinity"] where take(word: word) {
            return .number(word)
        }
        return .number(try number())
    }

    private mutating func nested(
        _ body: (inout JSONReader) throws(JSONFault) -> JSONValue
    ) throws(JSONFault) -> JSONValue {
        guard depth < Self.deepest else { throw fault("it is nested over \(Self.deepest) levels") }
        depth += 1
        index += 1
        let value = try body(&self)
        depth -= 1
        return value
    }

    private mutating func list() throws(JSONFault) -> JSONValue {
        var items: [JSONValue] = []
        skipSpace()
        if take("]") { return .list(items) }
        while true {
            skipSpace()
            items.append(try value())
            skipSpace()
            if take("]") { return .list(items) }
            guard take(",") else { throw fault("expected ',' or ']'") }
        }
    }

    private mutating func object() throws(JSONFault) -> JSONValue {
        var members: [JSONValue.Member] = []
        var places: [[UInt8]: Int] = [:]
        skipSpace()
        if take("}") { return .object(members) }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw fault("expected a name in quotes") }
            let name = try text()
            skipSpace()
            guard take(":") else { throw fault("expected ':'") }
            skipSpace()
            let member = JSONValue.Member(name: name, value: try value())
            if let place = places[name] {
                members[place] = member
            } else {
                places[name] = members.count
                members.append(member)
            }
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw fault("expected ',' or '}'") }
        }
    }

    private mutating func number() throws(JSONFault) -> String {
        let start = index
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func digits() throws(JSONFault) {
        let start = index
        while let byte = current, byte >= 48, byte <= 57 { index += 1 }
        guard index > start else { throw fault("this is no JSON value") }
    }

    // MARK: - Texts

    private mutating func text() throws(JSONFault) -> [UInt8] {
        index += 1
        var result: [UInt8] = []
        while let byte = current {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return result
            case UInt8(ascii: "\\"): try escape(into: &result)
            case 0..<0x20: throw fault("a control character in a text must be escaped")
            default: result.append(byte)
            }
        }
        throw fault("a text is not closed")
    }

    private mutating func escape(into result: inout [UInt8]) throws(JSONFault) {
        let byte = current
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte ?? 0)
        case UInt8(ascii: "n"): result.append(0x0a)
        case UInt8(ascii: "r"): result.append(0x0d)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0c)
        case UInt8(ascii: "u"): try unicodeEscape(into: &result)
        default: throw fault("unknown escape")
        }
    }

    private mutating func unicodeEscape(into result: inout [UInt8]) throws(JSONFault) {
        let unit = try hexUnit()
        if unit >= 0xd800, unit < 0xdc00 {
            guard take("\\"), take("u") else { throw fault("half of a surrogate pair") }
            let low = try hexUnit()
            let point = 0x10000 + (unit - 0xd800) << 10 + (low &- 0xdc00)
            guard low >= 0xdc00, low < 0xe000, let scalar = Unicode.Scalar(point) else {
                throw fault("half of a surrogate pair")
            }
            result.append(contentsOf: UTF8.encode(scalar) ?? .init())
        } else if let scalar = Unicode.Scalar(unit) {
            result.append(contentsOf: UTF8.encode(scalar) ?? .init())
        } else if unit >= 0xdc80, unit < 0xdd00 {
            result.append(UInt8(unit - 0xdc00))
        } else {
            throw fault("half of a surrogate pair")
        }
    }

    private mutating func hexUnit() throws(JSONFault) -> UInt32 {
        guard index + 4 <= bytes.count else { throw fault("an escape is cut off") }
        let digits = String(decoding: bytes[index..<(index + 4)], as: UTF8.self)
        guard let unit = UInt32(digits, radix: 16), !digits.hasPrefix("+") else {
            throw fault("an escape needs four hex digits")
        }
        index += 4
        return unit
    }
}
