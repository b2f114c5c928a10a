/// Where terminal control sequences end.
///
/// A sequence never reaches past its line: one that is not finished there is over, so that a
/// hostile log cannot hide what follows.
enum EscapeSequence {
    /// The place behind the sequence that starts with the escape character at `start`.
    static func end(in bytes: UnsafeRawBufferPointer, from start: Int, to limit: Int) -> Int {
        var place = start + 1
        guard place < limit else { return limit }
        switch bytes[place] {
        case UInt8(ascii: "["):
            place += 1
            while place < limit, bytes[place] >= 0x20, bytes[place] < 0x40 { place += 1 }
            return place < limit && bytes[place] >= 0x40 && bytes[place] < 0x7F ? place + 1 : place
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"),
            UInt8(ascii: "_"):
            return stringEnd(in: bytes, from: place + 1, to: limit)
        case 0x20..<0x30:
            while place < limit, bytes[place] >= 0x20, bytes[place] < 0x30 { place += 1 }
            return place < limit && bytes[place] >= 0x30 && bytes[place] < 0x7F ? place + 1 : place
        case 0x30..<0x7F:
            return place + 1
        default:
            return place
        }
    }

    /// Behind the bell or the string terminator; at a newline or carriage return without one.
    private static func stringEnd(
        in bytes: UnsafeRawBufferPointer,
        from start: Int,
        to limit: Int
    ) -> Int {
        var place = start
        while place < limit {
            switch bytes[place] {
            case Byte.bell:
                return place + 1
            case Byte.newline, Byte.carriageReturn:
                return place
            case Byte.escape:
                let isTerminator = place + 1 < limit && bytes[place + 1] == UInt8(ascii: "\\")
                return isTerminator ? place + 2 : place
            default:
                place += 1
            }
        }
        return limit
    }
}
