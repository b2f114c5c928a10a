/// A published colour scheme in the base16 or base24 form: names and 16 or 24 colours.
package struct Scheme: Hashable, Sendable {
    /// The places of a scheme's palette, by what they are meant for.
    package enum Slot: Int, CaseIterable, Sendable {
        case base00, base01, base02, base03, base04, base05, base06, base07
        case base08, base09, base0A, base0B, base0C, base0D, base0E, base0F
        case base10, base11, base12, base13, base14, base15, base16, base17

        /// Its name in a file.
        package var key: String {
            let number = String(rawValue, radix: 16, uppercase: true)
            return "base" + (rawValue < 16 ? "0" : "") + number
        }

        /// The slot whose colour stands in where a scheme has only 16.
        var substitute: Slot {
            switch self {
            case .base10, .base11: return .base00
            case .base12: return .base08
            case .base13: return .base0A
            case .base14: return .base0B
            case .base15: return .base0C
            case .base16: return .base0D
            case .base17: return .base0E
            default: return self
            }
        }
    }

    package let name: SafeText
    package let author: SafeText
    private let colors: [RGB]

    /// Takes the 16 or 24 colours in the order of their slots; any other number is our mistake.
    package init(name: SafeText, author: SafeText, colors: [RGB]) {
        precondition(colors.count == 16 || colors.count == 24, "\(colors.count) colours")
        self.name = name
        self.author = author
        self.colors = colors
    }

    package subscript(slot: Slot) -> RGB {
        colors[slot.rawValue < colors.count ? slot.rawValue : slot.substitute.rawValue]
    }

    /// Whether text is lighter than its ground; told by the colours, since files get it wrong.
    package var isDark: Bool { self[.base00].luminance < 0.18 }
}
