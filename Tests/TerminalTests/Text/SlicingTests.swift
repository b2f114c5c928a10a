import Terminal
import Testing

@Suite("Slices of text")
struct SlicingTests {
    @Test(
        "a slice has exactly the cells asked for",
        arguments: [
            ("abcdef", 1..<4, "bcd"), ("abcdef", 4..<99, "ef"), ("abc", 5..<9, ""),
            ("a漢b", 0..<2, "a "), ("a漢b", 2..<4, " b"), ("a漢b", 1..<3, "漢"), ("漢漢", 1..<3, "  "),
            ("e\u{301}x", 0..<1, "e\u{301}"),
        ]
    )
    func slices(text: String, cells: Range<Int>, shown: String) {
        let slice = SafeText(untrusted: text).slice(cells)
        #expect(slice.string == shown)
        #expect(slice.width == SafeText(untrusted: shown).width)
    }

    @Test(
        "text that does not fit is cut with an ellipsis",
        arguments: [
            ("abcdef", 6, Truncation.end, "abcdef"), ("abcdef", 4, .end, "abc…"),
            ("abcdef", 4, .start, "…def"), ("abcdef", 4, .middle, "ab…f"), ("abcdef", 1, .end, "…"),
            ("abcdef", 0, .end, ""), ("abcdef", -3, .end, ""), ("漢字漢字", 4, .end, "漢 …"),
        ]
    )
    func truncation(text: String, cells: Int, at truncation: Truncation, shown: String) {
        #expect(SafeText(untrusted: text).truncated(to: cells, truncation).string == shown)
    }

    @Test(
        "padding fills or cuts to the width",
        arguments: [
            ("ab", 5, Alignment.left, "ab   "), ("ab", 5, .right, "   ab"),
            ("ab", 5, .centre, " ab  "),
            ("abcdef", 3, .left, "ab…"),
        ]
    )
    func padding(text: String, cells: Int, alignment: Alignment, shown: String) {
        let padded = SafeText(untrusted: text).padded(to: cells, alignment)
        #expect(padded.string == shown)
        #expect(padded.width == cells)
    }

    @Test(
        "prose is wrapped between words",
        arguments: [
            ("the quick brown fox", 10, ["the quick", "brown fox"]),
            ("the quick brown fox", 5, ["the", "quick", "brown", "fox"]),
            ("extraordinary", 5, ["extra", "ordin", "ary"]), ("", 5, [""]),
            ("a  b", 2, ["a", "b"]), ("漢字漢字", 5, ["漢字", "漢字"]), ("exactly", 7, ["exactly"]),
            ("漢", 1, ["漢"]), ("ab cd", 2, ["ab", "cd"]),
        ]
    )
    func wordWrap(text: String, cells: Int, lines: [String]) {
        #expect(SafeText(untrusted: text).wrapped(to: cells).map(\.string) == lines)
    }

    @Test("lines after the first can be indented")
    func indent() {
        let lines = SafeText(untrusted: "one two three").wrapped(to: 7, indent: 2)
        #expect(lines.map(\.string) == ["one two", "  three"])
    }

    @Test(
        "lines of a log are broken anywhere and lose nothing",
        arguments: [
            ("abcdefg", 3, ["abc", "def", "g"]), ("a漢字", 2, ["a", "漢", "字"]),
            ("  a b", 3, ["  a", " b"]),
        ]
    )
    func hardWrap(text: String, cells: Int, lines: [String]) {
        #expect(SafeText(untrusted: text).hardWrapped(to: cells).map(\.string) == lines)
    }

    @Test("wrapped text keeps its styles")
    func styledWrap() {
        var text = StyledText("red words ", Style(.failed))
        text.append("and green", Style(.done))
        let lines = text.wrapped(to: 9)
        #expect(lines.map(\.text.string) == ["red words", "and green"])
        #expect(lines.map { $0.runs.map(\.style) } == [[Style(.failed)], [Style(.done)]])
    }
}
