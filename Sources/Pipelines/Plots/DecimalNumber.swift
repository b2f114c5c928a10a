/// Decimal numbers read from bytes, the usual ones without making a text of them.
enum DecimalNumber {
    /// The powers of ten that floating-point numbers hold exactly.
    private static let powers: [Double] = {
        var powers = [1.0]
        for _ in 1...22 { powers.append(powers[powers.count - 1] * 10) }
        return powers
    }()

    /// More digits than these may not be exact before they are scaled.
    private static let exactDigits = 15

    /// The number that bytes spell, such as `-0.5`, `1e-7` or `nan`; nil where they spell none.
    static func parse(_ bytes: ArraySlice<UInt8>) -> Double? {
        if let value = simple(bytes) { return value }
        let isSpace = { (byte: UInt8) in byte == 0x20 }
        var trimmed = bytes.drop(while: isSpace)
        while let last = trimmed.last, isSpace(last) { trimmed.removeLast() }
        return Double(String(decoding: trimmed, as: UTF8.self))
    }

    /// Digits with at most one point and a sign; nil for all else.
    ///
    /// With so few digits both the digits and the power of ten are exact, so that the one division
    /// gives the number nearest to what is written.
    private static func simple(_ bytes: ArraySlice<UInt8>) -> Double? {
        var rest = bytes
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative { rest = rest.dropFirst() }
        var digits = 0
        var count = 0
        var places = 0
        var hasPoint = false
        for byte in rest {
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
                continue
            }
            guard (0x30...0x39).contains(byte), count < exactDigits else { return nil }
            digits = digits * 10 + Int(byte - 0x30)
            count += 1
            if hasPoint { places += 1 }
        }
        guard count > 0 else { return nil }
        let value = Double(digits) / powers[places]
        return isNegative ? -value : value
    }
}
