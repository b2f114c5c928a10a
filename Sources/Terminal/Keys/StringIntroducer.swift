/// How the strings begin that terminals send as replies.
enum StringIntroducer {
    /// Whether a string of this kind may begin with this byte; otherwise a person held alt.
    static func begins(_ kind: UInt8, _ byte: UInt8) -> Bool {
        switch kind {
        case UInt8(ascii: "]"):
            return (0x30...0x39).contains(byte) || byte == UInt8(ascii: "l")
                || byte == UInt8(ascii: "L")
        case UInt8(ascii: "P"):
            return (0x30...0x39).contains(byte) || "!>$+|=<?".utf8.contains(byte)
        default:
            return byte == UInt8(ascii: "G")
        }
    }
}
