/// Bytes as lower-case hexadecimal text.
package enum Hex {
    /// Two digits a byte.
    package static func text(of bytes: UnsafeRawBufferPointer) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            for (index, byte) in bytes.enumerated() {
                text[index * 2] = digit(byte >> 4)
                text[index * 2 + 1] = digit(byte & 15)
            }
            return bytes.count * 2
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? 48 : 87) }

    /// Whether a byte is one of its digits.
    package static func isDigit(_ byte: UInt8) -> Bool {
        byte &- 48 < 10 || byte &- 97 < 6
    }
}
