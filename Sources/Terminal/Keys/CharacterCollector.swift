/// Puts a character together from UTF-8 bytes that come one by one.
struct CharacterCollector: Sendable {
    /// What a byte led to.
    enum Step: Equatable {
        case more
        case character(Unicode.Scalar)
        /// The bytes so far are no character; the last one has not been used.
        case broken
    }

    private var value: UInt32 = 0
    private var missing = 0
    private var least: UInt32 = 0

    /// Begins with the first byte of a character of two to four bytes, or answers nil.
    init?(lead: UInt8) {
        switch lead {
        case 0xC2...0xDF: (value, missing, least) = (UInt32(lead & 0x1F), 1, 0x80)
        case 0xE0...0xEF: (value, missing, least) = (UInt32(lead & 0x0F), 2, 0x800)
        case 0xF0...0xF4: (value, missing, least) = (UInt32(lead & 0x07), 3, 0x10000)
        default: return nil
        }
    }

    mutating func take(_ byte: UInt8) -> Step {
        guard byte & 0xC0 == 0x80 else { return .broken }
        value = value << 6 | UInt32(byte & 0x3F)
        missing -= 1
        guard missing == 0 else { return .more }
        guard value >= least, let scalar = Unicode.Scalar(value) else {
            return .character("\u{FFFD}")
        }
        return .character(scalar)
    }
}
