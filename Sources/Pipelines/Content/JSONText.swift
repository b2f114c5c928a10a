/// Text as Python's `json.dumps` writes it: only ASCII, everything else escaped.
enum JSONText {
    /// Appends a quoted text; bytes that are not UTF-8 become `\udcXX`.
    static func append(_ text: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for point in codePoints(of: text) {
            switch point {
            case 0x22: bytes.append(contentsOf: "\\\"".utf8)
            case 0x5c: bytes.append(contentsOf: "\\\\".utf8)
            case 0x0a: bytes.append(contentsOf: "\\n".utf8)
            case 0x0d: bytes.append(contentsOf: "\\r".utf8)
            case 0x09: bytes.append(contentsOf: "\\t".utf8)
            case 0x08: bytes.append(contentsOf: "\\b".utf8)
            case 0x0c: bytes.append(contentsOf: "\\f".utf8)
            case 0x20..<0x7f: bytes.append(UInt8(point))
            case 0x10000...:
                let rest = point - 0x10000
                appendEscape(0xd800 + rest >> 10, to: &bytes)
                appendEscape(0xdc00 + rest & 0x3ff, to: &bytes)
            default: appendEscape(point, to: &bytes)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The code points of a text as Python sees it: a byte that is not UTF-8 stands as 0xDC00
    /// plus its value.
    static func codePoints(of text: [UInt8]) -> [UInt32] {
        var points: [UInt32] = []
        points.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if let (point, length) = scalar(in: text, at: index) {
                points.append(point)
                index += length
            } else {
                points.append(0xdc00 + UInt32(text[index]))
                index += 1
            }
        }
        return points
    }

    /// The well-formed scalar that starts at a byte and how long it is.
    private static func scalar(in text: [UInt8], at index: Int) -> (UInt32, Int)? {
        let lead = text[index]
        let (length, least): (Int, UInt32) =
            switch lead {
            case 0..<0x80: (1, 0)
            case 0xc2..<0xe0: (2, 0x80)
            case 0xe0..<0xf0: (3, 0x800)
            case 0xf0..<0xf5: (4, 0x10000)
            default: (0, 0)
            }
        guard length > 0, index + length <= text.count else { return nil }
        guard length > 1 else { return (UInt32(lead), 1) }
        var point = UInt32(lead) & (0x7f >> UInt32(length))
        for byte in text[(index + 1)..<(index + length)] {
            guard byte & 0xc0 == 0x80 else { return nil }
            point = point << 6 | UInt32(byte & 0x3f)
        }
        guard point >= least, Unicode.Scalar(point) != nil else { return nil }
        return (point, length)
    }

    private static func appendEscape(_ unit: UInt32, to bytes: inout [UInt8]) {
        let hex = String(unit, radix: 16)
        bytes.append(contentsOf: "\\u".utf8)
        bytes.append(contentsOf: String(repeating: "0", count: 4 - hex.utf8.count).utf8)
        bytes.append(contentsOf: hex.utf8)
    }
}
