/// One line of text that cannot command the terminal and whose width in cells is known.
///
/// The canvas draws nothing else. It is made from our own words by a literal, and from everything
/// else by ``init(untrusted:tabs:)`` or ``init(bytes:tabs:)``; what a literal interpolates is made
/// safe just the same. Controls show as `^[` or `\x9b`, characters that change direction or cannot
/// be seen as `\u{202e}`, bytes that are not UTF-8 as `\xff`, what has no certain width as `?`.
///
/// Invariants: it begins with a base; each base takes 1 or 2 cells and carries at most four marks
/// of no width; no control, no line break.
package struct SafeText: Sendable {
    /// The text itself; may be printed on any terminal.
    package let string: String

    /// The cells it takes.
    package let width: Int

    /// Whether each byte is one ASCII character of one cell.
    let isPlain: Bool

    /// Takes what a ``TextSanitizer`` made.
    init(sanitized string: String, width: Int, isPlain: Bool) {
        self.string = string
        self.width = width
        self.isPlain = isPlain
    }

    /// Makes any text safe.
    package init(untrusted text: String, tabs: TabRule = .visible) {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) {
            self.init(sanitized: text, width: text.utf8.count, isPlain: true)
            return
        }
        var sanitizer = TextSanitizer(tabs: tabs)
        for scalar in text.unicodeScalars { sanitizer.take(scalar) }
        self = sanitizer.text
    }

    /// Makes any bytes safe, read as UTF-8.
    package init(bytes: some Sequence<UInt8>, tabs: TabRule = .visible) {
        let bytes = ContiguousArray(bytes)
        var sanitizer = TextSanitizer(tabs: tabs)
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                switch UTF8Decoder.piece(in: bytes, at: index) {
                case .scalar(let scalar, let length):
                    sanitizer.take(scalar)
                    index += length
                case .invalid(let byte):
                    sanitizer.takeInvalid(byte)
                    index += 1
                }
            }
        }
        self = sanitizer.text
    }

    package static let empty = SafeText(sanitized: "", width: 0, isPlain: true)

    /// So many spaces.
    package static func spaces(_ count: Int) -> SafeText {
        SafeText(repeating: " ", count: count)
    }

    /// One character again and again.
    package init(repeating glyph: Glyph, count: Int) {
        let count = max(0, count)
        self.init(
            sanitized: String(repeating: String(Character(glyph.scalar)), count: count),
            width: count,
            isPlain: glyph.scalar.isASCII
        )
    }

    /// One character of ours.
    package init(glyph: Glyph) {
        self.init(repeating: glyph, count: 1)
    }

    package var isEmpty: Bool { width == 0 }

    package static func + (left: SafeText, right: SafeText) -> SafeText {
        SafeText(
            sanitized: left.string + right.string,
            width: left.width + right.width,
            isPlain: left.isPlain && right.isPlain
        )
    }

    package static func += (left: inout SafeText, right: SafeText) {
        left = left + right
    }

    /// The lines of a longer text, split at its line breaks, each made safe.
    package static func lines(untrusted text: String, tabs: TabRule = .expanded) -> [SafeText] {
        // "\r\n" is one Character, so scalars are what is split.
        text.unicodeScalars
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                let line = line.last == "\r" ? line.dropLast() : line
                return SafeText(untrusted: String(line), tabs: tabs)
            }
    }
}

extension SafeText: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) {
        self.init(untrusted: value)
    }
}

extension SafeText: CustomStringConvertible {
    package var description: String { string }
}

// Swift calls strings equal that are composed differently; they are drawn differently.
extension SafeText: Hashable {
    package static func == (left: SafeText, right: SafeText) -> Bool {
        left.width == right.width && left.string.utf8.elementsEqual(right.string.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in string.utf8 { hasher.combine(byte) }
    }
}
