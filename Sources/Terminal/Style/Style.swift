/// How text is set apart besides its colour.
package struct Traits: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let bold = Traits(rawValue: 1)
    package static let dim = Traits(rawValue: 2)
    package static let italic = Traits(rawValue: 4)
    package static let underline = Traits(rawValue: 8)
    package static let reverse = Traits(rawValue: 16)
    package static let strikethrough = Traits(rawValue: 32)
}

/// The look of a piece of text: two paints and traits.
///
/// A paint that is ``Paint/inherited`` keeps what the cell has, so words drawn in ``Style/muted``
/// on a selected row stay on the selection's ground.
package struct Style: Hashable, Sendable {
    package var foreground: Paint
    package var background: Paint
    package var traits: Traits

    package init(foreground: Paint, background: Paint = .inherited, traits: Traits = []) {
        self.foreground = foreground
        self.background = background
        self.traits = traits
    }

    /// A role for the words, and one for the ground below them if it shall change.
    package init(_ foreground: Role, on background: Role? = nil, _ traits: Traits = []) {
        self.init(
            foreground: .role(foreground),
            background: background.map(Paint.role) ?? .inherited,
            traits: traits
        )
    }

    /// What is underneath, with more traits.
    package static func adding(_ traits: Traits) -> Style {
        Style(foreground: .inherited, traits: traits)
    }

    /// Only another ground.
    package static func ground(_ role: Role) -> Style {
        Style(foreground: .inherited, background: .role(role))
    }

    package static let inherited = Style(foreground: .inherited)
    package static let text = Style(.text)
    package static let muted = Style(.muted)
    package static let faint = Style(.faint)
    package static let title = Style(.title, .bold)
    package static let header = Style(.header)
    package static let accent = Style(.accent)
    package static let link = Style(.link, .underline)
    package static let keyHint = Style(.keyHint, .bold)
    package static let disabled = Style(.disabled)

    private init(_ foreground: Role, _ traits: Traits) {
        self.init(foreground, on: nil, traits)
    }

    /// The same style with more traits.
    package func with(_ traits: Traits) -> Style {
        Style(foreground: foreground, background: background, traits: self.traits.union(traits))
    }

    /// The same words on another ground.
    package func on(_ role: Role) -> Style {
        Style(foreground: foreground, background: .role(role), traits: traits)
    }

    /// This style drawn over another: what it leaves open comes from `under`, traits add up.
    package func over(_ under: Style) -> Style {
        Style(
            foreground: foreground == .inherited ? under.foreground : foreground,
            background: background == .inherited ? under.background : background,
            traits: traits.union(under.traits)
        )
    }
}
