/// Reads scalars from bytes that may not be valid UTF-8, and loses none of them.
enum UTF8Decoder {
    /// What stands at a place in the bytes.
    enum Piece: Equatable {
        case scalar(Unicode.Scalar, length: Int)

        /// A byte that is no part of valid UTF-8.
        case invalid(UInt8)
    }

    /// Reads the piece that begins at `index`, which must be inside of the bytes.
    static func piece(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Piece {
        let first = bytes[index]
        if first < 0x80 { return .scalar(Unicode.Scalar(first), length: 1) }
        let length: Int
        var value: UInt32
        switch first {
        case 0xC2...0xDF:
            (length, value) = (2, UInt32(first & 0x1F))
        case 0xE0...0xEF:
            (length, value) = (3, UInt32(first & 0x0F))
        case 0xF0...0xF4:
            (length, value) = (4, UInt32(first & 0x07))
        default:
            return .invalid(first)
        }
        guard index + length <= bytes.count else { return .invalid(first) }
        for offset in 1..<length {
            let next = bytes[index + offset]
            guard next & 0xC0 == 0x80 else { return .invalid(first) }
            value = value << 6 | UInt32(next & 0x3F)
        }
        // Overlong forms and surrogates are invalid; the scalar's initialiser knows surrogates.
        let smallest: UInt32 = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000
        guard value >= smallest, let scalar = Unicode.Scalar(value) else { return .invalid(first) }
        return .scalar(scalar, length: length)
    }
}
