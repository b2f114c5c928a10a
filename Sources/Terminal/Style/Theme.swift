/// A colour for every role, made from a scheme and checked for contrast.
package struct Theme: Sendable {
    /// A colour the theme changed because it was too hard to read.
    package struct Adjustment: Hashable, Sendable {
        package let role: Role
        package let original: RGB
        package let adjusted: RGB

        /// The contrast on the grounds the role is drawn on, before and after.
        package let contrastBefore: Double
        package let contrastAfter: Double
    }

    package let name: SafeText
    package let author: SafeText
    package let isDark: Bool

    /// What was changed to make text readable, by role; empty for a scheme that reads well.
    package let adjustments: [Adjustment]

    private let colors: [RGB]
    private let ansi: [RGB]
    private let ramps: [[OKLab]]

    /// Gives every role its colour.
    package init(_ scheme: Scheme) {
        var mapping = RoleMapping(scheme)
        mapping.ensureContrast()
        name = scheme.name
        author = scheme.author
        isDark = scheme.isDark
        adjustments = mapping.adjustments
        colors = mapping.colors
        ansi = mapping.ansi
        ramps = mapping.ramps
    }

    /// The colour of a role.
    package subscript(role: Role) -> RGB { colors[Int(role.rawValue)] }

    /// The colour of a ramp at a share of 0 to 1.
    package func color(of ramp: Paint.Ramp, at share: Double) -> RGB {
        let stops = ramps[Int(ramp.rawValue)]
        let place = min(max(share.isNaN ? 0 : share, 0), 1) * Double(stops.count - 1)
        let lower = min(Int(place), stops.count - 2)
        return stops[lower].blended(with: stops[lower + 1], place - Double(lower)).rgb
    }

    /// One of the 256 terminal colours: the first 16 are the theme's, the others are fixed.
    package func color(ofIndex index: UInt8) -> RGB {
        index < 16 ? ansi[Int(index)] : XtermPalette.color(index)
    }
}

extension Theme {
    /// The program's own theme for dark terminals; it needs no file.
    package static let pitwallDark = Theme(.pitwallDark)

    /// The program's own theme for light terminals.
    package static let pitwallLight = Theme(.pitwallLight)
}

extension Scheme {
    /// The same as `themes/pitwall-dark.yaml`.
    package static let pitwallDark = Scheme(
        name: "Pitwall Dark",
        author: "Pitwall",
        colors: [
            0x12161F, 0x1A2030, 0x2A354B, 0x66728A, 0x9AA5BB, 0xD0D7E5, 0xE4E9F3, 0xF7F9FD,
            0xF2727F, 0xF0A05A, 0xE3C567, 0x76CC91, 0x5EC8CE, 0x6CB0F7, 0xBC9DF5, 0xD98E73,
        ].map { RGB($0) }
    )

    /// The same as `themes/pitwall-light.yaml`.
    package static let pitwallLight = Scheme(
        name: "Pitwall Light",
        author: "Pitwall",
        colors: [
            0xF8F8F5, 0xEDEEEB, 0xD6E2F3, 0x7A828D, 0x5A6371, 0x2B313C, 0x1C212A, 0x0E1116,
            0xBE2E3E, 0xA35000, 0x836400, 0x22743C, 0x0A7479, 0x1B61BF, 0x7445B4, 0x8C4F36,
        ].map { RGB($0) }
    )
}
