import Glibc

/// The bytes that this module looks for by name.
enum Byte {
    static let bell: UInt8 = 0x07
    static let newline: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let escape: UInt8 = 0x1B
    static let space: UInt8 = 0x20

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    static func isWord(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) || byte == 0x5F }
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    static func lowered(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}

/// Searching for single bytes, as fast as the C library does it.
enum Bytes {
    /// The place of the first `byte`, or `nil`.
    static func first(_ byte: UInt8, in buffer: UnsafeRawBufferPointer, from start: Int = 0) -> Int?
    {
        guard let base = buffer.baseAddress, start < buffer.count else { return nil }
        guard let found = memchr(base + start, CInt(byte), buffer.count - start) else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// The place of the last `byte` before `end`, or `nil`.
    static func last(
        _ byte: UInt8,
        in buffer: UnsafeRawBufferPointer,
        before end: Int? = nil
    ) -> Int? {
        guard let base = buffer.baseAddress else { return nil }
        var place = end ?? buffer.count
        // Eight bytes at a time: a zero byte of `word ^ pattern` is a hit.
        let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
        while place >= 8 {
            let word = base.loadUnaligned(fromByteOffset: place - 8, as: UInt64.self) ^ pattern
            let zeros = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if zeros != 0 { break }
            place -= 8
        }
        while place > 0 {
            place -= 1
            if buffer[place] == byte { return place }
        }
        return nil
    }

    /// How often `byte` occurs.
    static func count(_ byte: UInt8, in buffer: UnsafeRawBufferPointer) -> Int {
        guard let base = buffer.baseAddress else { return 0 }
        var place = base
        let end = base + buffer.count
        var count = 0
        while place < end, let found = memchr(place, CInt(byte), end - place) {
            count += 1
            place = UnsafeRawPointer(found) + 1
        }
        return count
    }
}
