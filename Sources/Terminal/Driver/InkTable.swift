/// How ncurses is told a look: attributes, and the number of a pair of colours.
package struct Ink: Hashable, Sendable {
    /// What the text is besides coloured.
    package var attributes: Traits

    /// The number of the pair of colours; 0 is the terminal's own.
    package var pair: Int32

    /// An ink of attributes and a pair's number.
    package init(attributes: Traits, pair: Int32) {
        self.attributes = attributes
        self.pair = pair
    }
}

/// Two colours in ncurses' numbers, -1 being the terminal's own.
package struct ColorPair: Hashable, Sendable {
    /// The colour of the text.
    package var foreground: Int32

    /// The colour of the ground.
    package var background: Int32

    /// A pair of two colours.
    package init(foreground: Int32, background: Int32) {
        self.foreground = foreground
        self.background = background
    }
}

/// Gives each style its ink, and each pair of colours a number.
///
/// - Pair 0 is the terminal's own colours and never defined.
/// - A number keeps its pair until ``removeAll()``.
package struct InkTable {
    private let colors: ColorLevel
    private let colorCount: Int
    private let pairLimit: Int32
    private var inks: [Style: Ink] = [:]
    private var pairs: [ColorPair: Int32] = [:]

    /// Whether a pair found no number; what needed it is shown in the terminal's own colours.
    package private(set) var isFull = false

    /// A table without any pair.
    ///
    /// - Parameters:
    ///   - colors: The colours used.
    ///   - colorCount: The number of colours ncurses knows here.
    ///   - pairCount: The number of pairs ncurses keeps here, with pair 0.
    package init(colors: ColorLevel, colorCount: Int, pairCount: Int) {
        self.colors = colors
        self.colorCount = colorCount
        pairLimit = Int32(min(max(pairCount, 1), 1 << 15))
    }

    /// The ink of a style that was met before.
    func known(_ style: Style) -> Ink? { inks[style] }

    /// The ink of a style; `define` is called for each new pair and says whether it worked.
    package mutating func ink(
        of style: Style,
        in theme: Theme,
        define: (Int32, ColorPair) -> Bool
    ) -> Ink {
        if let known = known(style) { return known }
        let look = theme.look(of: style, at: colors)
        var traits = look.traits
        var pair = ColorPair(foreground: -1, background: -1)
        if colors != .mono {
            pair.foreground = number(of: look.foreground)
            pair.background = number(of: look.background)
        }
        if colors == .ansi16, colorCount < 16 {
            // Eight colours and bold text is how such terminals show sixteen.
            if pair.foreground >= 8 { traits.insert(.bold) }
            pair.foreground = pair.foreground >= 8 ? pair.foreground - 8 : pair.foreground
            pair.background = pair.background >= 8 ? pair.background - 8 : pair.background
        }
        let ink = Ink(attributes: traits, pair: number(of: pair, define))
        if inks.count >= InkTable.styleLimit { inks.removeAll(keepingCapacity: true) }
        inks[style] = ink
        return ink
    }

    /// Forgets all pairs; every row has to be shown anew then.
    package mutating func removeAll() {
        inks.removeAll(keepingCapacity: true)
        pairs.removeAll(keepingCapacity: true)
        isFull = false
    }

    /// The most styles whose ink is kept.
    private static let styleLimit = 1 << 16

    private mutating func number(of pair: ColorPair, _ define: (Int32, ColorPair) -> Bool) -> Int32
    {
        if pair.foreground < 0, pair.background < 0 { return 0 }
        if let known = pairs[pair] { return known }
        let number = Int32(pairs.count) + 1
        guard number < pairLimit else {
            isFull = true
            return 0
        }
        let isDefined = define(number, pair)
        // A pair that cannot be defined keeps its number, to be shown in plain colours.
        pairs[pair] = isDefined ? number : 0
        return isDefined ? number : 0
    }

    private func number(of color: TerminalColor) -> Int32 {
        switch color {
        case .standard: return -1
        case .index(let index) where colors == .truecolor:
            return Int32(XtermPalette.color(index).hex)
        case .index(let index): return Int32(index)
        case .rgb(let color) where colors == .truecolor: return Int32(color.hex)
        case .rgb(let color): return Int32(XtermPalette.nearest(to: color))
        }
    }
}
