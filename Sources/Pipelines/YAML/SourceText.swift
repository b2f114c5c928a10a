import Domain

/// Text of a YAML file that is safe to hand to the parser.
///
/// Invariants: it is valid UTF-8 without control characters, and comparing its keys costs no more
/// than its limits allow.
struct SourceText {
    let text: String

    init(_ bytes: [UInt8], path: ProjectPath, limits: YAMLLimits) throws(InputMistakes) {
        try Self.checkCharacters(bytes, path: path)
        let text = String(decoding: bytes, as: UTF8.self)
        if KeyExpansion.mayExceed(limits.nodes, in: bytes) {
            throw InputMistakes(YAMLComposer.tooManyNodes(path, nil, limits))
        }
        self.text = text
    }

    /// A line of the text without its end, counted from 1; empty beyond the end.
    func line(_ number: Int) -> Substring.UTF8View {
        var rest = text.utf8[...]
        for _ in 1..<max(1, number) {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return "".utf8[...] }
            rest = rest[rest.index(after: end)...]
        }
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        return rest[..<end]
    }

    private static func checkCharacters(
        _ bytes: [UInt8],
        path: ProjectPath
    ) throws(InputMistakes) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte >= 0x20 && byte < 0x7F || byte == 0x0A || byte == 0x09 || byte == 0x0D {
                index += 1
                continue
            }
            guard byte >= 0x80, let (scalar, length) = decode(bytes, at: index) else {
                let text =
                    byte < 0x80
                    ? "a control character (byte 0x\(hex(byte))) cannot stand here. Remove it."
                    : "this is not valid UTF-8 (byte 0x\(hex(byte))). Save the file as UTF-8."
                throw InputMistakes(InputMistake(place(of: index, in: bytes, path), text))
            }
            // C1 controls but NEL, and the two non-characters, are what YAML does not allow.
            if scalar < 0xA0 && scalar != 0x85 || scalar == 0xFFFE || scalar == 0xFFFF
                || scalar == 0xFEFF && index > 0
            {
                let text =
                    "an invisible character (U+\(String(scalar, radix: 16, uppercase: true)))"
                    + " cannot stand here. Remove it."
                throw InputMistakes(InputMistake(place(of: index, in: bytes, path), text))
            }
            index += length
        }
    }

    /// The scalar at `start` and its length, or nil where the bytes are not UTF-8.
    private static func decode(_ bytes: [UInt8], at start: Int) -> (UInt32, Int)? {
        let lead = bytes[start]
        let length: Int
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return nil
        }
        guard start + length <= bytes.count else { return nil }
        var value = UInt32(lead) & (0x7F >> UInt32(length))
        for offset in 1..<length {
            let byte = bytes[start + offset]
            guard byte & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        let smallest: [UInt32] = [0, 0, 0x80, 0x800, 0x10000]
        guard value >= smallest[length], Unicode.Scalar(value) != nil else { return nil }
        return (value, length)
    }

    private static func hex(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16, uppercase: true)
        return text.count < 2 ? "0" + text : text
    }

    /// Line and column of a byte, both counted from 1, the column in Unicode scalars.
    static func place(of index: Int, in bytes: [UInt8], _ path: ProjectPath) -> SourcePlace {
        let before = bytes[..<index]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
        return SourcePlace(file: path, line: line, column: column)
    }
}
