/// A scalar of a YAML file: its text, how it was written, and what it means.
package struct YAMLScalar: Hashable, Sendable {
    package enum Style: Hashable, Sendable {
        case plain
        case quoted
        /// Written as a block with `|` or `>`.
        case block
    }

    /// What a scalar means by the rules of YAML 1.2 as DVC reads them.
    package enum Value: Hashable, Sendable {
        case null
        case bool(Bool)
        case integer(Int)
        /// An integer that needs more than 64 bits, as decimal digits with a `-` where negative.
        case bigInteger(String)
        case float(Double)
        case text(String)
    }

    /// The text after quotes and escapes are taken away.
    package let text: String
    package let style: Style
    package let value: Value

    package init(_ text: String, style: Style, value: Value) {
        self.text = text
        self.style = style
        self.value = value
    }

    /// A plain scalar, whose meaning follows from its text.
    package init(plain text: String) {
        self.init(text, style: .plain, value: YAMLScalar.resolve(text))
    }
}

extension YAMLScalar {
    /// The most hexadecimal, octal or binary digits a number may have; with more it is text.
    static let longestConverted = 1_000

    /// The meaning of a plain scalar.
    ///
    /// `yes`, `no`, `on`, `off` and dates are text, `012` is 12, `0o14` is 12, `1_000` is 1000;
    /// `1e3` is a floating-point number.
    package static func resolve(_ text: String) -> Value {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        guard let first = text.utf8.first else { return .null }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            return integer(text) ?? float(text) ?? .text(text)
        default:
            return .text(text)
        }
    }

    /// The value of an integer in any of the forms YAML 1.2 knows, or nil for anything else.
    static func integer(_ text: String) -> Value? {
        var bytes = Array(text.utf8)[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes = bytes.dropFirst() }
        guard !bytes.isEmpty else { return nil }
        var radix = 10
        if bytes.first == UInt8(ascii: "0"), bytes.count > 2 {
            switch bytes[bytes.startIndex + 1] {
            case UInt8(ascii: "x"): radix = 16
            case UInt8(ascii: "o"): radix = 8
            case UInt8(ascii: "b"): radix = 2
            default: break
            }
            if radix != 10 { bytes = bytes.dropFirst(2) }
        }
        var digits: [UInt8] = []
        digits.reserveCapacity(bytes.count)
        for byte in bytes where byte != UInt8(ascii: "_") {
            guard let digit = digitValue(byte), digit < radix else { return nil }
            digits.append(UInt8(digit))
        }
        guard !digits.isEmpty, radix == 10 || digits.count <= longestConverted else { return nil }
        return integer(digits: digits, radix: radix, isNegative: isNegative)
    }

    private static func integer(digits: [UInt8], radix: Int, isNegative: Bool) -> Value {
        var value = 0
        for digit in digits {
            let (product, overflow) = value.multipliedReportingOverflow(by: radix)
            let step = isNegative ? -Int(digit) : Int(digit)
            let (sum, carry) = product.addingReportingOverflow(step)
            guard !overflow, !carry else {
                return .bigInteger((isNegative ? "-" : "") + decimal(digits, radix: radix))
            }
            value = sum
        }
        return .integer(value)
    }

    /// The decimal digits of a number of any length, without leading zeros.
    ///
    /// Decimal numbers pass through; others cost the square of their length, which
    /// ``longestConverted`` bounds.
    private static func decimal(_ digits: [UInt8], radix: Int) -> String {
        if radix == 10 {
            return String(decoding: digits.drop { $0 == 0 }.map { $0 + 48 }, as: UTF8.self)
        }
        var result: [Int] = [0]
        for digit in digits {
            var carry = Int(digit)
            for index in result.indices {
                let sum = result[index] * radix + carry
                result[index] = sum % 1_000_000_000
                carry = sum / 1_000_000_000
            }
            if carry > 0 { result.append(carry) }
        }
        let parts = result.reversed().enumerated().map { index, part in
            let text = String(part)
            return index == 0 ? text : String(repeating: "0", count: 9 - text.count) + text
        }
        return parts.joined()
    }

    private static func digitValue(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 48
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(byte) - 87
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(byte) - 55
        default: nil
        }
    }

    /// The value of a floating-point number, or nil for anything else.
    static func float(_ text: String) -> Value? {
        let isNegative = text.hasPrefix("-")
        let body = isNegative || text.hasPrefix("+") ? text.dropFirst() : text[...]
        switch body {
        case ".inf", ".Inf", ".INF": return .float(isNegative ? -.infinity : .infinity)
        case ".nan", ".NaN", ".NAN": return body.count == text.count ? .float(.nan) : nil
        default: break
        }
        guard isFloat(Array(body.utf8)) else { return nil }
        guard let value = Double(text.filter { $0 != "_" }) else { return nil }
        return .float(value)
    }

    /// Digits with a point or an exponent: `1.`, `1.5e3`, `1e-3`, `.5`, `.5e+3`.
    ///
    /// After a leading point the exponent needs its sign, as DVC reads it.
    private static func isFloat(_ bytes: [UInt8]) -> Bool {
        let isDigit = { (byte: UInt8) in byte >= 48 && byte <= 57 }
        var index = 0
        func skipDigits() -> Int {
            let start = index
            while index < bytes.count, isDigit(bytes[index]) || bytes[index] == UInt8(ascii: "_") {
                index += 1
            }
            return bytes[start..<index].count { isDigit($0) }
        }
        guard let first = bytes.first, isDigit(first) || first == UInt8(ascii: ".") else {
            return false
        }
        let whole = skipDigits()
        var fraction: Int?
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            fraction = skipDigits()
        }
        guard whole > 0 || (fraction ?? 0) > 0 else { return false }
        guard index < bytes.count else { return fraction != nil }
        guard bytes[index] == UInt8(ascii: "e") || bytes[index] == UInt8(ascii: "E") else {
            return false
        }
        index += 1
        let hasSign =
            index < bytes.count
            && (bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-"))
        if hasSign { index += 1 }
        guard whole > 0 || hasSign else { return false }
        return index < bytes.count && bytes[index...].allSatisfy(isDigit)
    }
}
