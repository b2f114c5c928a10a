extension TOMLReader {
    /// A number, a truth value, a date or a time.
    mutating func scalar() throws(TOMLFault) -> TOMLNode {
        let start = index
        var word = takeWord()
        if word.count == 10, TOMLMoment.isDate(word), let time = takeTime() { word += time }
        if word.isEmpty { throw fault("a value is missing") }
        if TOMLMoment.isAny(word) { return .moment }
        switch String(decoding: word, as: UTF8.self) {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "inf", "+inf": return .float(.infinity)
        case "-inf": return .float(-.infinity)
        case "nan", "+nan", "-nan": return .float(.nan)
        default: break
        }
        let number: TOMLNumber
        do throws(TOMLNumber.Refusal) {
            number = try TOMLNumber(word)
        } catch {
            throw TOMLFault(offset: start, text: error.rawValue)
        }
        switch number {
        case .integer(let value): return .integer(value)
        case .float(let value): return .float(value)
        }
    }

    private mutating func takeWord() -> [UInt8] {
        let start = index
        while let byte = current, Self.isWord(byte) { index += 1 }
        return Array(bytes[start..<index])
    }

    /// The time after a date and one space.
    private mutating func takeTime() -> [UInt8]? {
        let start = index
        guard take(" ") else { return nil }
        let word = takeWord()
        guard let first = word.first, TOMLNumber.isDigit(first) else {
            index = start
            return nil
        }
        return [0x20] + word
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "+"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
