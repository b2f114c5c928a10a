extension ScalarText {
    /// Writes a text in double quotes.
    ///
    /// A line ends before a space once what is waiting would pass the width. Reading turns the
    /// line's end into that space; where it would not, a backslash says that the end is nothing.
    func writeDouble(to page: inout LockText, indent: Int, isFolded: Bool) {
        page.write("\"")
        var start = 0
        var end = 0
        while end <= scalars.count {
            let scalar = end < scalars.count ? scalars[end] : nil
            let escape = scalar.flatMap(Self.escape)
            if scalar == nil || escape != nil {
                page.write(scalars[start..<max(start, end)])
                start = max(start, end)
                if let escape {
                    page.write(escape)
                    start = end + 1
                }
            }
            let mayEnd = scalar == " " || start >= end
            if isFolded, end > 0, end < scalars.count - 1, mayEnd, !page.fits(end - start) {
                let needsMark = needsMark(from: start, to: end)
                page.write(scalars[start..<max(start, end)])
                start = max(start, end)
                if needsMark { page.write("\\") }
                page.fold(to: indent)
                if scalars[start] == " " {
                    if needsMark { page.write("\\") } else { start += 1 }
                }
            }
            end += 1
        }
        page.write("\"")
    }

    /// Whether the end of a line needs a backslash.
    private func needsMark(from start: Int, to end: Int) -> Bool {
        guard start != end, let space = scalars[end...].firstIndex(of: " ") else { return true }
        var mark = space
        if let lineBreak = scalars[end..<space].firstIndex(of: "\n") { mark = lineBreak }
        guard mark + 1 < scalars.count else { return true }
        let next = scalars[mark + 1]
        if scalars[mark] == "\n", next != " " { return true }
        let between = scalars[end..<mark]
        let isDoubled = end > 0 && scalars[end - 1] == " " && scalars[end] == " "
        return between.contains("\"") || between.contains("'") || next == " " || next == "\n"
            || isDoubled
    }

    /// How a scalar is written where it cannot stand for itself.
    private static func escape(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\0": "\\0"
        case "\u{7}": "\\a"
        case "\u{8}": "\\b"
        case "\t": "\\t"
        case "\n": "\\n"
        case "\u{b}": "\\v"
        case "\u{c}": "\\f"
        case "\r": "\\r"
        case "\u{1b}": "\\e"
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\u{85}": "\\N"
        case "\u{2028}": "\\L"
        case "\u{2029}": "\\P"
        case " "..."~", "\u{a0}"..."\u{fefe}", "\u{ff00}"..."\u{fffd}", "\u{10000}"...: nil
        default: hex(scalar.value)
        }
    }

    private static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        let (mark, count) = value <= 0xff ? ("x", 2) : value <= 0xffff ? ("u", 4) : ("U", 8)
        return "\\\(mark)\(String(repeating: "0", count: count - digits.count))\(digits)"
    }
}
