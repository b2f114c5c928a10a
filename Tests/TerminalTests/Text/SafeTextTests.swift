import Terminal
import Testing

@Suite("Safe text")
struct SafeTextTests {
    @Test(
        "what could command or deceive the terminal becomes visible text",
        arguments: [
            ("plain words", "plain words"),
            ("\u{1B}[2J", "^[[2J"),
            ("\u{1B}]0;title\u{07}", "^[]0;title^G"),
            ("a\r\nb", "a^M^Jb"),
            ("\u{7F}\u{00}", "^?^@"),
            ("\u{9B}31m", "\\x9b31m"),
            ("a\tb", "a^Ib"),
            ("abc\u{202E}cba\u{2066}", "abc\\u{202e}cba\\u{2066}"),
            ("a\u{200B}b\u{FEFF}", "a\\u{200b}b\\u{feff}"),
            ("x\u{200D}y", "x\\u{200d}y"),
            ("\u{E0041}", "\\u{e0041}"),
            ("soft\u{AD}hyphen", "soft-hyphen"),
            ("\u{2028}", "\\u{2028}"),
        ]
    )
    func visibleControls(text: String, shown: String) {
        let safe = SafeText(untrusted: text)
        #expect(safe.string == shown)
        #expect(safe.width == shown.unicodeScalars.count)
    }

    @Test(
        "characters take the cells the C library gives them",
        arguments: [
            ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("한글", 4), ("👍", 2), ("●✓◐⚑", 4), ("─│╭", 3),
            ("⠿", 1), ("\u{E0B0}", 1), ("ｆ", 2), ("ก็", 1), ("😀a", 3),
        ]
    )
    func widths(text: String, width: Int) {
        #expect(SafeText(untrusted: text).width == width)
        #expect(SafeText(untrusted: text).string == text)
    }

    @Test(
        "sequences that terminals draw in different widths are cut to what is certain",
        arguments: [
            ("❤\u{FE0F}", "❤", 1), ("👩\u{200D}👩\u{200D}👧", "👩", 2), ("👍\u{1F3FD}", "👍", 2),
            ("🇵🇱", "PL", 2), ("\u{1FAE8}", "?", 1), ("\u{378}", "?", 1), ("☰", "?", 1),
            ("\u{301}a", " \u{301}a", 2), ("👩\u{200D}x", "👩x", 3),
        ]
    )
    func sequences(text: String, shown: String, width: Int) {
        let safe = SafeText(untrusted: text)
        #expect(Array(safe.string.unicodeScalars) == Array(shown.unicodeScalars))
        #expect(safe.width == width)
    }

    @Test("a flood of marks is cut to four")
    func floods() {
        let flood = "a" + String(repeating: "\u{301}", count: 10_000)
        let safe = SafeText(untrusted: flood)
        #expect(safe.string.unicodeScalars.count == 5)
        #expect(safe.width == 1)
    }

    @Test(
        "bytes that are not UTF-8 are shown one by one",
        arguments: [
            ([0x61, 0xFF, 0x62], "a\\xffb"), ([0xC3], "\\xc3"), ([0xC0, 0xAF], "\\xc0\\xaf"),
            ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"), ([0xF0, 0x9F, 0x91], "\\xf0\\x9f\\x91"),
            ([0xF5, 0x80, 0x80, 0x80], "\\xf5\\x80\\x80\\x80"), ([0xE2, 0x97, 0x8F], "●"),
            ([0xE0, 0x80, 0x80], "\\xe0\\x80\\x80"),
            ([0xF4, 0x90, 0x80, 0x80], "\\xf4\\x90\\x80\\x80"),
        ] as [([UInt8], String)]
    )
    func invalidBytes(bytes: [UInt8], shown: String) {
        #expect(SafeText(bytes: bytes).string == shown)
    }

    @Test("literals are made safe together with what they interpolate")
    func literals() {
        let name = "train\u{1B}[31m"
        let text: SafeText = "run \(name) → \(42)"
        #expect(text.string == "run train^[[31m → 42")
        #expect(text.width == 20)
    }

    @Test(
        "tabs of a log end at multiples of eight",
        arguments: [("a\tb", "a       b"), ("\t", "        ")]
    )
    func tabs(text: String, shown: String) {
        #expect(SafeText(untrusted: text, tabs: .expanded).string == shown)
    }

    @Test("longer texts are split at line breaks of both kinds")
    func lines() {
        let lines = SafeText.lines(untrusted: "one\r\ntwo\n\nthree\tx\n")
        #expect(lines.map(\.string) == ["one", "two", "", "three   x", ""])
    }

    @Test("texts composed differently are different texts")
    func equality() {
        #expect(SafeText(untrusted: "é") != SafeText(untrusted: "e\u{301}"))
        #expect(Set([SafeText(untrusted: "a"), "a"]).count == 1)
    }

    @Test("any scalar gives text of its stated width, and never a control")
    func everyScalar() {
        for value in UInt32(0)...0x10FFFF {
            guard value % 7 == 0 || value < 0x3000, let scalar = Unicode.Scalar(value) else {
                continue
            }
            let safe = SafeText(untrusted: String(Character(scalar)))
            let width = safe.string.unicodeScalars.reduce(0) { $0 + max(0, ScalarWidth.of($1)) }
            let isClean = safe.string.unicodeScalars.allSatisfy { ScalarWidth.of($0) >= 0 }
            guard safe.width == width, isClean else {
                Issue.record("U+\(String(value, radix: 16)): \(safe.width) \(width) \(isClean)")
                return
            }
        }
    }
}
