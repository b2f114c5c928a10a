import Terminal
import Testing

@Suite("Reading colour schemes")
struct SchemeReaderTests {
    private static let digits = Array("0123456789ABCDEF")

    private static func lines(_ line: (Character) -> String) -> String {
        digits.map(line).joined(separator: "\n")
    }

    private func read(_ text: String) throws(SchemeError) -> Scheme {
        try SchemeReader.read(Array(text.utf8), file: "x.yaml")
    }

    @Test(
        "all forms in the wild are read",
        arguments: [
            "system: \"base16\"\nname: \"N\"\nauthor: \"A\"\nvariant: \"dark\"\npalette:\n"
                + lines { "  base0\($0): \"10203\($0)\"" },
            "scheme: 'N'\nauthor: 'A'\n" + lines { "base0\($0): '10203\($0)'" },
            "name: N\nauthor: A # the author\npalette:\n"
                + lines { "  base0\($0): \"#10203\($0)\" # x" },
            "%YAML 1.2\n---\n# a comment\n\nname: N\r\nauthor: A\r\nslug: n\n"
                + lines { "base0\($0):  #10203\($0)" },
            "\u{FEFF}name: N\nauthor: A\n"
                + lines { "\tbase0\($0.lowercased()): 10203\($0) # red" },
        ]
    )
    func forms(text: String) throws {
        let scheme = try read(text)
        #expect(scheme.name == "N")
        #expect(scheme.author == "A")
        #expect(scheme[.base00] == RGB(0x102030))
        #expect(scheme[.base0F] == RGB(0x10203F))
        #expect(scheme[.base12] == scheme[.base08])
    }

    @Test("a base24 scheme keeps its bright colours, part of one is read as base16")
    func base24() throws {
        let base16 = Self.lines { "  base0\($0): \"000000\"" }
        let bright = (0..<8).map { "  base1\($0): \"00000\($0)\"" }
        let scheme = try read("palette:\n\(base16)\n\(bright.joined(separator: "\n"))")
        #expect(scheme[.base17] == RGB(7))
        #expect(try read("palette:\n\(base16)\n\(bright[0])")[.base10] == RGB(0))
    }

    @Test(
        "a wrong file is refused with its place",
        arguments: [
            ("stages:\n  - x\n", "x.yaml:2:3: Expected 'key: value', as in a base16 scheme."),
            (
                "palette:\n  base00: \"12345\"\n",
                "x.yaml:2:11: '12345' is not a colour. Write six hexadecimal digits, as in \"1e2030\"."
            ),
            (
                "base00: \"101010\"\nbase00: \"101010\"",
                "x.yaml:2:1: 'base00' stands here a second time. Remove one of the two."
            ),
            (
                "name: x\npalette:\n"
                    + lines { $0 == "C" || $0 == "F" ? "" : "  base0\($0): \"101010\"" },
                "x.yaml:2:1: The colour scheme lacks 'base0C', 'base0F'. It needs base00 to base0F."
            ),
            (
                "base00: \"+12345\"",
                "x.yaml:1:9: '+12345' is not a colour. Write six hexadecimal digits, as in \"1e2030\"."
            ),
        ]
    )
    func refused(text: String, message: String) {
        let error = #expect(throws: SchemeError.self) { try read(text) }
        #expect(error?.description == message)
    }

    @Test("what is no text or too large is refused")
    func noText() {
        let error = #expect(throws: SchemeError.self) {
            try SchemeReader.read([0xFF, 0xFE], file: "x")
        }
        #expect(error?.problem == .notText)
        let large = [UInt8](repeating: 0x20, count: SchemeReader.sizeLimit + 1)
        #expect(throws: SchemeError.self) { try SchemeReader.read(large, file: "x") }
    }
}
