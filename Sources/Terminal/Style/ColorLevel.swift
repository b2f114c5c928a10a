/// How many colours a terminal shows.
package enum ColorLevel: Int, Comparable, CaseIterable, Sendable {
    /// None: bold, dim, underlined and reversed text only.
    case mono

    /// The 16 ANSI colours of the terminal's own scheme.
    case ansi16

    /// The 256 colours of xterm.
    case xterm256

    /// Any colour.
    case truecolor

    package static func < (left: ColorLevel, right: ColorLevel) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// A colour as it is told to a terminal.
package enum TerminalColor: Hashable, Sendable {
    /// The terminal's own foreground or background.
    case standard

    /// A number of the terminal's palette.
    case index(UInt8)

    /// A colour as itself; only at ``ColorLevel/truecolor``.
    case rgb(RGB)
}

/// What a style is on a certain terminal in a certain theme: all that a driver has to know.
package struct Look: Hashable, Sendable {
    package let foreground: TerminalColor
    package let background: TerminalColor
    package let traits: Traits

    package init(foreground: TerminalColor, background: TerminalColor, traits: Traits) {
        self.foreground = foreground
        self.background = background
        self.traits = traits
    }
}
