/// Names that people chose, as names of folders.
enum FolderName {
    /// The longest name in bytes; file systems take 255.
    static let longest = 120

    /// A folder's name for a text, another one for every other text.
    ///
    /// Bytes that are no ASCII letter, digit, `-`, `_`, `@` or inner `.` are written `%41`. A name
    /// that would be longer than ``longest`` is cut and ends with `~` and a hash of the whole.
    static func escaped(_ text: String) -> String {
        guard !text.isEmpty else { return "%" }
        var parts: [String] = []
        for (index, byte) in text.utf8.enumerated() {
            let isPlain = plain.contains(byte) || (byte == dot && index > 0)
            parts.append(isPlain ? String(UnicodeScalar(byte)) : "%" + hex(byte))
        }
        let whole = parts.joined()
        guard whole.utf8.count > longest else { return whole }
        let suffix = "~" + hash(text)
        var kept = ""
        for part in parts {
            guard kept.utf8.count + part.utf8.count + suffix.utf8.count <= longest else { break }
            kept += part
        }
        return kept + suffix
    }

    private static let dot = UInt8(ascii: ".")

    private static let plain: Set<UInt8> = {
        let letters = (UInt8(ascii: "a")...UInt8(ascii: "z"))
        let capitals = (UInt8(ascii: "A")...UInt8(ascii: "Z"))
        let digits = (UInt8(ascii: "0")...UInt8(ascii: "9"))
        return Set(letters).union(capitals).union(digits).union("-_@".utf8)
    }()

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }

    /// FNV-1a, 64 bits: it tells names of one project apart and guards nothing.
    private static func hash(_ text: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
