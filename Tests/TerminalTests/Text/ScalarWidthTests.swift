import Terminal
import Testing

@Suite("Width of scalars")
struct ScalarWidthTests {
    // What wcwidth of glibc 2.36 answers in the locale C.UTF-8.
    @Test(
        "the table says what wcwidth says",
        arguments: [
            (0x20, 1), (0x7E, 1), (0xA0, 1), (0x2FF, 1), (0x300, 0), (0x36F, 0), (0x370, 1),
            (0x378, -1), (0x483, 0), (0x591, 0), (0x5D0, 1), (0xE31, 0), (0x1100, 2), (0x1160, 0),
            (0x11FF, 0), (0x1200, 1), (0x200B, 0), (0x2010, 1), (0x20AC, 1), (0x231A, 2),
            (0x2329, 2), (0x23E9, 2), (0x23F0, 2), (0x23F1, 1), (0x2500, 1), (0x2588, 1),
            (0x25CF, 1), (0x25FD, 2), (0x2614, 2), (0x2691, 1), (0x2713, 1), (0x2728, 2),
            (0x2800, 1), (0x2E80, 2), (0x3000, 2), (0x303F, 1), (0x3042, 2), (0x4E00, 2),
            (0xA4D0, 1), (0xAC00, 2), (0xD7A3, 2), (0xE000, 1), (0xF8FF, 1), (0xF900, 2),
            (0xFE0F, 0), (0xFE30, 2), (0xFF01, 2), (0xFF61, 1), (0x1F1E6, 1), (0x1F300, 2),
            (0x1F321, 1), (0x1F600, 2), (0x1F6DD, 2), (0x1FAE8, -1), (0x1FB00, 1), (0x20000, 2),
            (0x2A6DF, 2), (0x2FFFD, -1), (0xF0000, 1), (0x10FFFD, 1),
        ] as [(UInt32, Int)]
    )
    func table(value: UInt32, width: Int) throws {
        let scalar = try #require(Unicode.Scalar(value))
        #expect(ScalarWidth.of(scalar) == width, "U+\(String(value, radix: 16))")
    }

    @Test("controls have no width", arguments: [0x00, 0x1B, 0x7F, 0x80, 0x9B, 0x9F] as [UInt32])
    func controls(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        #expect(ScalarWidth.of(scalar) == ScalarWidth.unknown)
    }
}
