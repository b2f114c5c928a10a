import Terminal
import Testing

@Suite("Key")
struct KeyTests {
    static let forms: [(Key, String)] = [
        (Key("G"), "G"), (Key("["), "["), (Key("-"), "-"), (Key("^"), "^"), (Key("é"), "é"),
        (Key("d", .control), "^d"), (Key("]", .control), "^]"), (Key("^", .control), "^^"),
        (Key("x", .alt), "alt-x"), (Key("-", .alt), "alt--"), (Key("X", .alt), "alt-X"),
        (Key("d", [.alt, .control]), "alt-^d"), (Key("d", [.shift, .control]), "shift-^d"),
        (Key(" "), "space"), (Key(" ", .control), "ctrl-space"), (Key(" ", .alt), "alt-space"),
        (Key(.enter), "enter"), (Key(.escape), "esc"), (Key(.tab), "tab"),
        (Key(.backTab), "shift-tab"), (Key(.backTab, .alt), "alt-shift-tab"),
        (Key(.backspace), "backspace"), (Key(.delete), "Del"), (Key(.insert), "Ins"),
        (Key(.up), "up"), (Key(.down, .control), "ctrl-down"), (Key(.left, .shift), "shift-left"),
        (Key(.right, [.alt, .control, .shift]), "alt-ctrl-shift-right"),
        (Key(.home), "Home"), (Key(.end), "End"), (Key(.pageUp), "PgUp"), (Key(.pageDown), "PgDn"),
        (Key(.function(1)), "f1"), (Key(.function(12), .shift), "shift-f12"),
        (Key(.function(35)), "f35"),
    ]

    @Test("every key has one text form, which reads back", arguments: forms)
    func textForms(key: Key, text: String) {
        #expect(key.description == text)
        #expect(Key(parsing: text) == key)
    }

    @Test(
        "names have synonyms and may be written in any case",
        arguments: [
            ("escape", "esc"), ("Return", "enter"), ("ctrl-d", "^d"), ("C-d", "^d"), ("^D", "^d"),
            ("M-x", "alt-x"), ("meta-x", "alt-x"), ("backtab", "shift-tab"), ("pageup", "PgUp"),
            ("Page-Down", "PgDn"), ("pgup", "PgUp"), ("delete", "Del"), ("F5", "f5"),
            ("SPACE", "space"), ("shift-g", "G"), ("ctrl-minus", "^-"), ("c-space", "ctrl-space"),
        ]
    )
    func synonyms(text: String, canonical: String) {
        #expect(Key(parsing: text)?.description == canonical)
    }

    @Test(
        "what names no key is refused",
        arguments: [
            "", "f0", "f36", "f01", "foo", "alt-", "ctrl-", "\t", "\u{1b}", "\u{7f}", "gg", "^^x^",
        ]
    )
    func refused(text: String) {
        #expect(Key(parsing: text) == nil)
    }

    @Test("two ways of sending one key are equal")
    func normalForm() {
        #expect(Key("g", .shift) == Key("G"))
        #expect(Key("D", .control) == Key("d", .control))
        #expect(Key("D", [.control, .shift]) == Key("d", [.control, .shift]))
        #expect(Key("!", .shift) == Key("!"))
        #expect(Key(.tab, .shift) == Key(.backTab))
        #expect(Key(.backTab, .shift) == Key(.backTab))
        #expect(Key(.character("\t")) == Key(.tab))
        #expect(Key(.character("\r")) == Key(.enter))
        #expect(Key(.character("\u{1b}")) == Key(.escape))
        #expect(Key(.character("\u{7f}")) == Key(.backspace))
        #expect(Key(.character("\u{04}")) == Key("d", .control))
        #expect(Key(.character("\u{00}")) == Key(" ", .control))
        #expect(Key(.character("\u{1d}")) == Key("]", .control))
    }

    @Test("only a character with nothing held writes text")
    func text() {
        #expect(Key("é").text == "é")
        #expect(Key(" ").text == " ")
        #expect(Key("d", .control).text == nil)
        #expect(Key("d", .alt).text == nil)
        #expect(Key(.enter).text == nil)
    }

    @Test("a literal is the key it names")
    func literal() {
        let keys: [Key] = ["G", "^d", "shift-tab", "PgUp", "space"]
        #expect(
            keys == [
                Key(.character("G")), Key(.character("d"), .control), Key(.backTab), Key(.pageUp),
                Key(.character(" ")),
            ]
        )
    }
}
