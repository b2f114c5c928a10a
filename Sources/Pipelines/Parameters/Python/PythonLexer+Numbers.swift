extension PythonLexer {
    /// A number, and no letter or digit right behind it other than a word such as `if`.
    mutating func number() throws(PythonFault) {
        let start = index
        let kind: PythonToken.Kind
        if let number = try radixNumber() { kind = number } else { kind = try decimalNumber() }
        if let byte = current, Self.isNameStart(byte) || Self.isDigit(byte), !isWordAhead {
            throw fault("this is no number", at: start)
        }
        add(kind, start)
    }

    private var isWordAhead: Bool {
        ["and", "else", "for", "if", "in", "is", "not", "or"].contains {
            bytes[index...].starts(with: $0.utf8)
        }
    }

    private mutating func radixNumber() throws(PythonFault) -> PythonToken.Kind? {
        let start = index
        guard current == UInt8(ascii: "0"), index + 1 < bytes.count else { return nil }
        let radix: Int
        switch bytes[index + 1] | 0x20 {
        case UInt8(ascii: "x"): radix = 16
        case UInt8(ascii: "o"): radix = 8
        case UInt8(ascii: "b"): radix = 2
        default: return nil
        }
        index += 2
        _ = take("_")
        guard let digits = takeDigits(radix: radix) else {
            throw fault("this is no number", at: start)
        }
        return .number(try integer(digits, radix: radix, at: start))
    }

    private mutating func decimalNumber() throws(PythonFault) -> PythonToken.Kind {
        let start = index
        let whole = takeDigits(radix: 10)
        if whole == nil, current != UInt8(ascii: ".") || index > start {
            throw fault("this is no number", at: start)
        }
        var spelling = whole ?? "0"
        var isFloat = false
        if take(".") {
            isFloat = true
            if let byte = current, Self.isDigit(byte) {
                guard let fraction = takeDigits(radix: 10) else {
                    throw fault("this is no number", at: start)
                }
                spelling += "." + fraction
            }
        }
        if let exponent = takeExponent() {
            isFloat = true
            spelling += exponent
        }
        if take("j") || take("J") { return .imaginary }
        if isFloat { return .number(.float(Double(spelling) ?? .infinity)) }
        guard let whole, whole.utf8.first != UInt8(ascii: "0") || whole.allSatisfy({ $0 == "0" })
        else {
            throw fault("a number cannot begin with 0; write 0o before one in base 8", at: start)
        }
        return .number(try integer(whole, radix: 10, at: start))
    }

    private mutating func takeExponent() -> String? {
        let start = index
        guard take("e") || take("E") else { return nil }
        let sign = take("-") ? "-" : ""
        if sign.isEmpty { _ = take("+") }
        guard let digits = takeDigits(radix: 10) else {
            index = start
            return nil
        }
        return "e" + sign + digits
    }

    /// Digits without the underscores between them; nil where none stand or one hangs.
    private mutating func takeDigits(radix: Int) -> String? {
        var digits: [UInt8] = []
        var isOpen = true
        while let byte = current {
            if let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix {
                digits.append(byte)
                isOpen = false
            } else if byte == UInt8(ascii: "_"), !isOpen {
                isOpen = true
            } else {
                break
            }
            index += 1
        }
        return isOpen ? nil : String(decoding: digits, as: UTF8.self)
    }

    private func integer(
        _ digits: String,
        radix: Int,
        at start: Int
    ) throws(PythonFault) -> ParameterValue {
        if let value = Int(digits, radix: radix) { return .integer(value) }
        guard digits.utf8.count <= Self.longestNumber else {
            throw fault("the number has over \(Self.longestNumber) digits", at: start)
        }
        return .bigInteger(radix == 10 ? digits : Self.decimal(digits, radix: radix))
    }

    /// As many digits as Python reads.
    private static let longestNumber = 4_300

    private static func decimal(_ digits: String, radix: Int) -> String {
        // Groups of nine decimal digits, the lowest first.
        var groups = [0]
        for digit in digits.compactMap(\.hexDigitValue) {
            var carry = digit
            for place in groups.indices {
                let sum = groups[place] * radix + carry
                groups[place] = sum % 1_000_000_000
                carry = sum / 1_000_000_000
            }
            if carry > 0 { groups.append(carry) }
        }
        return groups.reversed().enumerated().map { place, group in
            let text = String(group)
            return place == 0 ? text : String(repeating: "0", count: 9 - text.count) + text
        }.joined()
    }
}
