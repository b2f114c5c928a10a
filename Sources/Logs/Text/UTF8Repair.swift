/// Finds bytes that are not valid UTF-8.
enum UTF8Repair {
    /// Puts `mark` in place of each byte of `bytes` that is not part of a valid character.
    static func mark(_ bytes: UnsafeMutableRawBufferPointer, with mark: UInt8) {
        var place = 0
        let count = bytes.count
        guard let base = bytes.baseAddress else { return }
        while place < count {
            // Eight bytes of ASCII at a time.
            while place + 8 <= count,
                base.loadUnaligned(fromByteOffset: place, as: UInt64.self) & 0x8080_8080_8080_8080
                    == 0
            {
                place += 8
            }
            guard place < count else { return }
            let length = characterLength(bytes, at: place)
            if length == 0 {
                bytes[place] = mark
                place += 1
            } else {
                place += length
            }
        }
    }

    /// The length of the valid character that starts at `place`, or zero.
    private static func characterLength(
        _ bytes: UnsafeMutableRawBufferPointer,
        at place: Int
    ) -> Int {
        let first = bytes[place]
        let second = place + 1 < bytes.count ? bytes[place + 1] : 0
        let isSecondValid: Bool
        let length: Int
        switch first {
        case 0x00..<0x80: return 1
        case 0xC2..<0xE0: (length, isSecondValid) = (2, second & 0xC0 == 0x80)
        case 0xE0: (length, isSecondValid) = (3, (0xA0..<0xC0).contains(second))
        case 0xED: (length, isSecondValid) = (3, (0x80..<0xA0).contains(second))
        case 0xE1..<0xF0: (length, isSecondValid) = (3, second & 0xC0 == 0x80)
        case 0xF0: (length, isSecondValid) = (4, (0x90..<0xC0).contains(second))
        case 0xF1..<0xF4: (length, isSecondValid) = (4, second & 0xC0 == 0x80)
        case 0xF4: (length, isSecondValid) = (4, (0x80..<0x90).contains(second))
        default: return 0
        }
        guard isSecondValid, place + length <= bytes.count else { return 0 }
        for further in 2..<max(2, length) where bytes[place + further] & 0xC0 != 0x80 { return 0 }
        return length
    }
}
