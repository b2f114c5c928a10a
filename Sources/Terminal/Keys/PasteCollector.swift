/// Gathers a bracketed paste up to its end mark, within a limit.
///
/// The end mark is found however the bytes are split, and nothing within a paste is ever a key.
struct PasteCollector: Sendable {
    /// The bytes that end a paste: `ESC [ 201 ~`.
    static let end: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]

    /// Whether the paste is thrown away, because its start came too late to be sure of it.
    let isDropped: Bool

    private var bytes: [UInt8] = []
    private var matched = 0
    private var isCut = false
    private let limit: Int

    init(limit: Int, isDropped: Bool = false) {
        self.limit = limit
        self.isDropped = isDropped
    }

    /// Takes a byte; answers whether it was the last of the end mark.
    mutating func take(_ byte: UInt8) -> Bool {
        if byte == PasteCollector.end[matched] {
            matched += 1
            return matched == PasteCollector.end.count
        }
        for index in 0..<matched { add(PasteCollector.end[index]) }
        matched = 0
        // The mark's first byte occurs in it but once, so a failed match can only restart there.
        if byte == PasteCollector.end[0] {
            matched = 1
        } else {
            add(byte)
        }
        return false
    }

    /// What was pasted, or nil when it is to be dropped.
    var paste: Paste? {
        guard !isDropped else { return nil }
        let whole = isCut ? bytes[..<wholeCount] : bytes[...]
        return Paste(String(decoding: PasteCollector.unixLines(whole), as: UTF8.self), isCut: isCut)
    }

    private mutating func add(_ byte: UInt8) {
        guard !isDropped else { return }
        guard bytes.count < limit else {
            isCut = true
            return
        }
        bytes.append(byte)
    }

    /// The number of bytes without a character that the limit cut through.
    private var wholeCount: Int {
        var start = bytes.count
        while start > 0, bytes.count - start < 4 {
            start -= 1
            guard bytes[start] & 0xC0 == 0x80 else { break }
        }
        guard start < bytes.count, bytes[start] >= 0xC0 else { return bytes.count }
        let length = bytes[start] >= 0xF0 ? 4 : bytes[start] >= 0xE0 ? 3 : 2
        return bytes.count - start < length ? start : bytes.count
    }

    /// Terminals send a line's end as carriage return; text has line feeds.
    private static func unixLines(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var last: UInt8 = 0
        for byte in bytes {
            if byte == 0x0D {
                result.append(0x0A)
            } else if byte != 0x0A || last != 0x0D {
                result.append(byte)
            }
            last = byte
        }
        return result
    }
}
