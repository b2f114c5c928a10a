import Foundation

extension PythonLexer {
    /// A text behind its prefix.
    mutating func text(prefix: String, at start: Int) throws(PythonFault) {
        let quote = try openQuote(at: start)
        let isRaw = prefix.contains("r")
        let isOther = !prefix.allSatisfy { $0 == "r" || $0 == "u" }
        var content = String.UnicodeScalarView()
        while !take(quote) {
            guard let byte = current else { throw unclosed(start) }
            if byte == UInt8(ascii: "\\") {
                if isRaw || isOther {
                    try rawPair(into: &content, start)
                } else {
                    try escape(into: &content, start)
                }
            } else if takeNewline() {
                guard quote.utf8.count == 3 else { throw unclosed(start) }
                content.append("\n")
            } else {
                content.append(scalar())
            }
        }
        let kind: PythonToken.Kind =
            isOther
            ? .otherText(isBytes: prefix.contains("b")) : .text(String(content))
        add(kind, start)
    }

    /// The name as Python compares it.
    static func normal(_ name: String) -> String { name.precomposedStringWithCompatibilityMapping }

    private func unclosed(_ start: Int) -> PythonFault {
        fault("this text has no closing quote", at: start)
    }

    private mutating func openQuote(at start: Int) throws(PythonFault) -> String {
        for quote in ["\"\"\"", "'''", "\"", "'"] where take(quote) { return quote }
        throw unclosed(start)
    }

    private mutating func scalar() -> Unicode.Scalar {
        var end = index + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        let text = String(decoding: bytes[index..<end], as: UTF8.self)
        index = end
        return text.unicodeScalars.first ?? "\u{FFFD}"
    }

    /// A backslash and what follows it, both kept.
    private mutating func rawPair(
        into content: inout String.UnicodeScalarView,
        _ start: Int
    ) throws(PythonFault) {
        index += 1
        content.append("\\")
        guard index < bytes.count else { throw unclosed(start) }
        content.append(takeNewline() ? "\n" : scalar())
    }

    private mutating func escape(
        into content: inout String.UnicodeScalarView,
        _ start: Int
    ) throws(PythonFault) {
        let slash = index
        index += 1
        if takeNewline() { return }
        guard let byte = current else { throw unclosed(start) }
        if (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) {
            content.append(try code(digits: 1...3, radix: 8, slash))
            return
        }
        let letter = scalar()
        switch letter {
        case "x": content.append(try code(digits: 2...2, radix: 16, slash))
        case "u": content.append(try code(digits: 4...4, radix: 16, slash))
        case "U": content.append(try code(digits: 8...8, radix: 16, slash))
        case "N": content.append(try named(slash))
        default:
            if let plain = Self.escapes[letter] {
                content.append(plain)
            } else {
                content.append("\\")
                content.append(letter)
            }
        }
    }

    private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
        "\\": "\\", "'": "'", "\"": "\"", "a": "\u{07}", "b": "\u{08}", "f": "\u{0C}", "n": "\n",
        "r": "\r", "t": "\t", "v": "\u{0B}",
    ]

    private mutating func code(
        digits: ClosedRange<Int>,
        radix: Int,
        _ slash: Int
    ) throws(PythonFault) -> Unicode.Scalar {
        var value: UInt32 = 0
        var count = 0
        while count < digits.upperBound, let byte = current,
            let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix
        {
            value = value &* UInt32(radix) &+ UInt32(digit)
            count += 1
            index += 1
        }
        guard count >= digits.lowerBound else {
            throw fault("this escape needs \(digits.lowerBound) hexadecimal digits", at: slash)
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw fault("this escape is no character that a file can hold", at: slash)
        }
        return scalar
    }

    /// A character by its name, as in `\N{BULLET}`.
    private mutating func named(_ slash: Int) throws(PythonFault) -> Unicode.Scalar {
        let rest = bytes[index...].prefix(100)
        guard rest.first == UInt8(ascii: "{"), let close = rest.firstIndex(of: UInt8(ascii: "}"))
        else {
            throw fault("this escape needs a character's name in braces", at: slash)
        }
        let name = String(decoding: bytes[index...close], as: UTF8.self)
        let escaped = "\\N" + name
        let found = escaped.applyingTransform(StringTransform("Name-Any"), reverse: false)
        guard let scalars = found?.unicodeScalars, scalars.count == 1, let first = scalars.first
        else {
            throw fault("there is no character with this name", at: slash)
        }
        index = close + 1
        return first
    }
}
