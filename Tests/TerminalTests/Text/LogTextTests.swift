import Terminal
import Testing

@Suite("Colours of a log")
struct LogTextTests {
    private func style(_ sequence: String) -> Style? {
        StyledText(log: Array("\u{1B}[\(sequence)mx".utf8)).runs.first?.style
    }

    @Test(
        "SGR sequences become styles",
        arguments: [
            ("31", Style(foreground: .index(1))), ("97", Style(foreground: .index(15))),
            ("1;4;32", Style(foreground: .index(2), traits: [.bold, .underline])),
            ("38;5;208", Style(foreground: .index(208))),
            ("38;2;1;2;3", Style(foreground: .rgb(RGB(0x010203)))),
            ("38:2::1:2:3", Style(foreground: .rgb(RGB(0x010203)))),
            ("38:2:1:2:3", Style(foreground: .rgb(RGB(0x010203)))),
            ("38:5:9", Style(foreground: .index(9))),
            ("48;5;4;1", Style(foreground: .inherited, background: .index(4), traits: .bold)),
            ("7;2;3;9", .adding([.reverse, .dim, .italic, .strikethrough])),
            ("31;0", .inherited), ("31;", .inherited), ("", .inherited),
            ("1;2;22", .inherited), ("4:3", .adding(.underline)), ("4;4:0", .inherited),
            ("38;5", .inherited), ("38;2;300;0;0", .inherited),
            ("999999999999999999999", .inherited),
            ("8;5", .inherited), ("38", .inherited),
        ]
    )
    func sequences(sequence: String, expected: Style) {
        #expect(style(sequence) == expected)
    }

    @Test(
        "all other sequences stay as text",
        arguments: [
            ("\u{1B}[2J", "^[[2J"), ("\u{1B}[>4;1m", "^[[>4;1m"),
            ("\u{1B}]52;c;aGk=\u{07}", "^[]52;c;aGk=^G"),
            ("\u{1B}[31", "^[[31"), ("\u{1B}", "^["), ("\u{1B}[3 q", "^[[3 q"),
            ("\u{1B}Px\u{1B}\\", "^[Px^[\\"),
            ("a\rb\r", "a^Mb"), ("\u{9B}31mred", "red"), ("a\tb\u{1B}[1m\tc", "a       b       c"),
        ]
    )
    func others(log: String, shown: String) {
        #expect(StyledText(log: Array(log.utf8)).text.string == shown)
    }

    @Test("colours last over lines when their state is kept")
    func state() {
        var state = SGRState()
        _ = StyledText(log: Array("\u{1B}[31mred".utf8), state: &state)
        let next = StyledText(log: Array("still\u{1B}[0m not".utf8), state: &state)
        let red = Style(foreground: .index(1))
        #expect(next.runs == [.init("still", red), .init(" not", .inherited)])
        #expect(state == SGRState())
    }

    @Test("a gigantic line ends in an ellipsis")
    func limit() {
        let bytes = [UInt8](repeating: 0x61, count: StyledText.logLineLimit + 10)
        let text = StyledText(log: bytes)
        #expect(text.width == StyledText.logLineLimit + 1)
        #expect(text.slice(text.width - 2..<text.width).text.string == "a…")
    }
}
