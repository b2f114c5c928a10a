/// In which styles a text may be written.
struct ScalarAnalysis {
    private(set) var mayBePlain = true
    private(set) var mayBeSingleQuoted = true
    /// It holds line breaks.
    private(set) var isMultiline = false

    init(_ scalars: [Unicode.Scalar]) {
        guard let first = scalars.first, let last = scalars.last else { return }
        isMultiline = scalars.contains(where: Self.isBreak)
        if scalars.contains(where: Self.isSpecial) || isMultiline {
            mayBePlain = false
            mayBeSingleQuoted = false
        } else if first == " " || last == " " || Self.startsAsOther(scalars)
            || Self.holdsMark(scalars)
        {
            mayBePlain = false
        }
    }

    /// Whether the beginning has a meaning of its own.
    private static func startsAsOther(_ scalars: [Unicode.Scalar]) -> Bool {
        if scalars.starts(with: "---".unicodeScalars) || scalars.starts(with: "...".unicodeScalars)
        {
            return true
        }
        let isAlone = scalars.count == 1 || isBlank(scalars[1])
        switch scalars[0] {
        case "#", ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`":
            return true
        case "?", ":", "-": return isAlone
        default: return false
        }
    }

    /// Whether a `:` before or a `#` after a blank stands in the text.
    private static func holdsMark(_ scalars: [Unicode.Scalar]) -> Bool {
        for index in scalars.indices.dropFirst() {
            if scalars[index] == ":", index + 1 == scalars.count || isBlank(scalars[index + 1]) {
                return true
            }
            if scalars[index] == "#", isBlank(scalars[index - 1]) { return true }
        }
        return false
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\0" || isBreak(scalar)
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\u{85}" || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    /// Whether a scalar can be written as an escape only.
    private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", " "..."~", "\u{85}", "\u{a0}"..."\u{fefe}", "\u{ff00}"..."\u{fffd}",
            "\u{10000}"...:
            false
        default: true
        }
    }

    /// Whether a text is a sign or point with nothing but digits and `_`, which some readers take
    /// for a number.
    static func isNearNumber(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        let isSigned = drop("+", &rest) || drop("-", &rest)
        let isFraction = drop(".", &rest)
        let digits = rest.prefix { $0 == 0x5f || $0 >= 48 && $0 <= 57 }.count
        guard isSigned || isFraction, digits > 0 else { return false }
        rest = rest.dropFirst(digits)
        guard isFraction, !rest.isEmpty else { return rest.isEmpty }
        guard drop("e", &rest) || drop("E", &rest) else { return false }
        guard drop("+", &rest) || drop("-", &rest) else { return false }
        return !rest.isEmpty && rest.allSatisfy { $0 >= 48 && $0 <= 57 }
    }

    /// Whether a text has the form of a date, with or without a time, which YAML 1.1 knew.
    static func isDate(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        guard rest.count >= 8, take(4...4, &rest), drop("-", &rest) else { return false }
        let month = rest
        if take(2...2, &rest), drop("-", &rest), take(2...2, &rest), rest.isEmpty { return true }
        rest = month
        guard take(1...2, &rest), drop("-", &rest), take(1...2, &rest) else { return false }
        if !drop("T", &rest), !drop("t", &rest) {
            let blanks = rest.prefix { $0 == 0x20 || $0 == 0x09 }.count
            guard blanks > 0 else { return false }
            rest = rest.dropFirst(blanks)
        }
        guard take(1...2, &rest), drop(":", &rest), take(2...2, &rest), drop(":", &rest),
            take(2...2, &rest)
        else { return false }
        if drop(".", &rest) { _ = take(0...Int.max, &rest) }
        return isZone(rest)
    }

    private static func isZone(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text.drop { $0 == 0x20 || $0 == 0x09 }
        if rest.isEmpty { return text.isEmpty }
        if drop("Z", &rest) { return rest.isEmpty }
        guard drop("+", &rest) || drop("-", &rest), take(1...2, &rest) else { return false }
        return rest.isEmpty || drop(":", &rest) && take(2...2, &rest) && rest.isEmpty
    }

    /// Takes as many digits as there are, if that is a number of them that is allowed.
    private static func take(_ count: ClosedRange<Int>, _ rest: inout ArraySlice<UInt8>) -> Bool {
        let found = rest.prefix(count.upperBound) { $0 >= 48 && $0 <= 57 }
        guard count.contains(found) else { return false }
        rest = rest.dropFirst(found)
        return true
    }

    private static func drop(_ mark: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest = rest.dropFirst()
        return true
    }
}

extension ArraySlice<UInt8> {
    /// How many of the first bytes, at most `limit`, meet a condition.
    fileprivate func prefix(_ limit: Int, while condition: (UInt8) -> Bool) -> Int {
        prefix(while: condition).prefix(limit).count
    }
}
