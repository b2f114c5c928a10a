import Terminal
import Testing

@Suite("Terminal identity")
struct TerminalIdentityTests {
    @Test(
        "the colours follow TERM, COLORTERM, NO_COLOR and the person's choice",
        arguments: [
            (["TERM": "xterm-256color"], 256, nil, .xterm256),
            (["TERM": "xterm-256color", "COLORTERM": "truecolor"], 256, nil, .truecolor),
            (["TERM": "tmux-256color", "TMUX": "x", "COLORTERM": "24bit"], 256, nil, .truecolor),
            (["TERM": "screen-256color", "TMUX": "x", "COLORTERM": "24bit"], 256, nil, .truecolor),
            (["TERM": "screen-256color", "STY": "x", "COLORTERM": "24bit"], 256, nil, .xterm256),
            (["TERM": "linux", "COLORTERM": "truecolor"], 8, nil, .ansi16),
            (["TERM": "xterm-kitty"], 256, nil, .truecolor),
            (["TERM": "xterm-direct"], 1 << 24, nil, .truecolor),
            (["TERM": "xterm-256color", "XTERM_VERSION": "XTerm(379)"], 256, nil, .truecolor),
            (["TERM": "xterm-256color", "XTERM_VERSION": "XTerm(330)"], 256, nil, .xterm256),
            (["TERM": "tmux", "TMUX": "x", "XTERM_VERSION": "XTerm(379)"], 8, nil, .ansi16),
            (["TERM": "xterm-16color"], 16, nil, .ansi16),
            (["TERM": "vt220"], 0, nil, .mono),
            (["TERM": "xterm", "COLORTERM": "truecolor", "NO_COLOR": "1"], 8, nil, .mono),
            (["TERM": "xterm", "COLORTERM": "truecolor", "NO_COLOR": ""], 8, nil, .truecolor),
            (["TERM": "xterm-256color", "NO_COLOR": "1"], 256, .xterm256, .xterm256),
            (["TERM": "xterm-256color"], 256, .truecolor, .truecolor),
            (["TERM": "xterm-256color", "COLORTERM": "truecolor"], 256, .ansi16, .ansi16),
            (["TERM": "xterm"], 8, .xterm256, .ansi16),
            (["TERM": "xterm-256color"], 256, .mono, .mono),
        ] as [([String: String], Int, ColorLevel?, ColorLevel)]
    )
    func colors(
        environment: [String: String],
        count: Int,
        choice: ColorLevel?,
        expected: ColorLevel
    ) {
        let identity = TerminalIdentity(environment)
        let isDirect = identity.usesDirectColor(choice)
        #expect(isDirect == (expected == .truecolor))
        #expect(identity.level(colors: count, isDirect: isDirect, choice) == expected)
    }

    @Test("terminals for plain lines are known", arguments: [nil, "", "dumb", "unknown", "emacs"])
    func dumb(term: String?) {
        #expect(TerminalIdentity(["TERM": term].compactMapValues { $0 }).isDumb)
        #expect(!TerminalIdentity(["TERM": "xterm"]).isDumb)
    }

    @Test(
        "only terminals that skip what they do not know are asked about modes",
        arguments: [
            ("xterm-256color", true), ("tmux-256color", true), ("foot", true), ("linux", false),
            ("screen", false), ("rxvt-unicode", false), ("vt100", false),
        ]
    )
    func questions(term: String, isAsked: Bool) {
        #expect(TerminalIdentity(["TERM": term]).answersModes == isAsked)
    }
}
