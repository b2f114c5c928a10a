extension TOMLReader {
    /// A text of any of the four kinds.
    mutating func text() throws(TOMLFault) -> [UInt8] {
        let start = index
        if take("\"\"\"") { return try lines(UInt8(ascii: "\""), from: start) }
        if take("'''") { return try lines(UInt8(ascii: "'"), from: start) }
        return try line()
    }

    /// A text in one pair of quotes, which ends on its line.
    mutating func line() throws(TOMLFault) -> [UInt8] {
        let start = index
        let quote = bytes[start]
        index += 1
        var result: [UInt8] = []
        while let byte = current, byte != 0x0A, byte != 0x0D {
            if byte == quote {
                index += 1
                return result
            }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                try escape(into: &result)
            } else {
                try plain(byte, into: &result)
            }
        }
        throw TOMLFault(offset: start, text: "a text is not closed on its line")
    }

    /// The rest of a text in three pairs of quotes.
    private mutating func lines(_ quote: UInt8, from start: Int) throws(TOMLFault) -> [UInt8] {
        var result: [UInt8] = []
        _ = takeNewline()
        while let byte = current {
            if byte == quote {
                // Up to two quotes may stand before the three that close.
                let run = bytes[index...].prefix(5).prefix { $0 == quote }.count
                index += run
                guard run < 3 else { return result + Array(repeating: quote, count: run - 3) }
                result += Array(repeating: quote, count: run)
            } else if takeNewline() {
                result.append(0x0A)
            } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                if !skipLineEnd() { try escape(into: &result) }
            } else {
                try plain(byte, into: &result)
            }
        }
        throw TOMLFault(offset: start, text: "a text is not closed")
    }

    private mutating func plain(_ byte: UInt8, into result: inout [UInt8]) throws(TOMLFault) {
        guard Self.isPlain(byte) else {
            throw fault("a control character in a text must be escaped")
        }
        result.append(byte)
        index += 1
    }

    /// Passes a backslash at the end of a line and all white space after it.
    private mutating func skipLineEnd() -> Bool {
        let start = index
        index += 1
        skipSpace()
        guard takeNewline() else {
            index = start
            return false
        }
        repeat { skipSpace() } while takeNewline()
        return true
    }

    private mutating func escape(into result: inout [UInt8]) throws(TOMLFault) {
        let start = index
        index += 1
        let mark = current
        index += 1
        switch mark {
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "\""): result.append(0x22)
        case UInt8(ascii: "\\"): result.append(0x5C)
        case UInt8(ascii: "u"): try character(digits: 4, from: start, into: &result)
        case UInt8(ascii: "U"): try character(digits: 8, from: start, into: &result)
        default: throw TOMLFault(offset: start, text: "unknown escape")
        }
    }

    private mutating func character(
        digits: Int,
        from start: Int,
        into result: inout [UInt8]
    ) throws(TOMLFault) {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue
            else {
                throw TOMLFault(offset: start, text: "an escape needs \(digits) hex digits")
            }
            // Eight digits fill all 32 bits and no more.
            value = value << 4 | UInt32(digit)
            index += 1
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw TOMLFault(offset: start, text: "an escape names no character")
        }
        result.append(contentsOf: Array(String(scalar).utf8))
    }
}
