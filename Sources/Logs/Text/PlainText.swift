/// Text of a log with nothing in it that commands a terminal.
package enum PlainText {
    /// The text of one line without escape sequences and control characters.
    ///
    /// Tabs stay; invalid UTF-8 becomes the replacement character.
    package static func of(_ line: some Collection<UInt8>) -> String {
        let source = [UInt8](line)
        var stripped = StrippedText()
        source.withUnsafeBytes { stripped.strip($0) }
        let text = String(decoding: stripped.bytes, as: UTF8.self)
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: text.unicodeScalars.lazy.filter { !isControl($0) })
        return String(kept)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09: false
        case 0x00..<0x20, 0x7F..<0xA0: true
        // Marks that reorder or hide text: what is pasted must be what was seen.
        case 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
