/// What the environment says about the terminal.
package struct TerminalIdentity: Equatable {
    /// A program between us and the terminal that keeps sequences it does not know to itself.
    package enum Multiplexer: Equatable {
        case none
        case tmux
        case screen
    }

    /// How the terminal is told to notify a person.
    enum Notification: Equatable {
        /// `OSC 9 ; text`
        case short
        /// `OSC 777 ; notify ; title ; text`
        case titled
    }

    let term: String
    let multiplexer: Multiplexer
    let notification: Notification

    /// Whether people asked for no colours.
    let refusesColors: Bool

    /// Whether the terminal is said to show any colour.
    let showsAnyColor: Bool

    /// Reads `TERM` and the variables that terminals and multiplexers set.
    package init(_ environment: [String: String]) {
        let term = environment["TERM"] ?? ""
        let isTmux = environment["TMUX"]?.isEmpty == false || term.hasPrefix("tmux")
        let isScreen = environment["STY"]?.isEmpty == false || term.hasPrefix("screen")
        self.term = term
        multiplexer = isTmux ? .tmux : isScreen ? .screen : .none
        refusesColors = environment["NO_COLOR"]?.isEmpty == false
        let isPromised = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
        let isKnown =
            TerminalIdentity.directTerms.contains { term.hasPrefix($0) }
            || (multiplexer == .none && term.hasPrefix("xterm")
                && TerminalIdentity.isDirectXterm(environment["XTERM_VERSION"] ?? ""))
        // Screen shows wrong colours instead, and the console of Linux knows sixteen.
        let isUnable = multiplexer == .screen || ["linux", "vt"].contains { term.hasPrefix($0) }
        showsAnyColor = (isPromised || isKnown || term.hasSuffix("-direct")) && !isUnable
        let program = environment["TERM_PROGRAM"] ?? ""
        let isTitled =
            ["foot", "rxvt", "xterm-ghostty"].contains { term.hasPrefix($0) }
            || ["ghostty", "WezTerm"].contains(program) || environment["VTE_VERSION"] != nil
        notification = isTitled ? .titled : .short
    }

    /// Whether nothing but plain lines can be written to such a terminal.
    package var isDumb: Bool { ["", "dumb", "unknown", "emacs"].contains(term) }

    /// Whether a question about a mode is safe to ask: all these skip what they do not know.
    package var answersModes: Bool {
        let families = ["xterm", "tmux", "foot", "alacritty", "wezterm", "contour", "st-"]
        return multiplexer != .screen && families.contains { term.hasPrefix($0) }
    }

    /// Whether the entry for any colour is to be used, given what a person chose.
    package func usesDirectColor(_ choice: ColorLevel?) -> Bool {
        guard let choice else { return showsAnyColor && !refusesColors }
        return choice == .truecolor
    }

    /// The colours to use of the number the terminal's description promises.
    package func level(colors: Int, isDirect: Bool, _ choice: ColorLevel?) -> ColorLevel {
        let best: ColorLevel =
            isDirect ? .truecolor : colors >= 256 ? .xterm256 : colors >= 8 ? .ansi16 : .mono
        guard let choice else { return refusesColors ? .mono : best }
        return min(choice, best)
    }

    /// Whether xterm's own variable, such as `XTerm(379)`, names a version that shows any colour;
    /// it does not set `COLORTERM`.
    private static func isDirectXterm(_ version: String) -> Bool {
        guard version.hasPrefix("XTerm("), version.hasSuffix(")") else { return false }
        return Int(version.dropFirst(6).dropLast()) ?? 0 >= 331
    }

    /// Terminals that show any colour and do not need to say so.
    private static let directTerms = [
        "xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour",
    ]
}
