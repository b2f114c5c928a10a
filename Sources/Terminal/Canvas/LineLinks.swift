/// How heavy a line is drawn.
package enum LineWeight: UInt8, CaseIterable, Sendable {
    case light = 1
    case heavy = 2
    case double = 3
}

/// The lines that leave a cell to the north, east, south and west, each with its weight.
///
/// Lines that meet in one cell join: their links are united and one glyph is chosen for all.
package struct LineLinks: Hashable, Sendable {
    /// Two bits a side: north, east, south, west from the lowest.
    let bits: UInt8

    init(bits: UInt8) {
        self.bits = bits
    }

    package static let none = LineLinks(bits: 0)

    /// Lines of one weight to the sides that are asked for.
    package init(
        north: Bool = false,
        east: Bool = false,
        south: Bool = false,
        west: Bool = false,
        weight: LineWeight = .light
    ) {
        let weight = weight.rawValue
        bits =
            (north ? weight : 0) | (east ? weight << 2 : 0)
            | (south ? weight << 4 : 0) | (west ? weight << 6 : 0)
    }

    /// Both together; where both have a line the heavier one wins.
    package func united(with other: LineLinks) -> LineLinks {
        var united: UInt8 = 0
        for shift in stride(from: UInt8(0), to: 8, by: 2) {
            united |= max(bits >> shift & 3, other.bits >> shift & 3) << shift
        }
        return LineLinks(bits: united)
    }

    /// The glyph for these lines; corners of light lines are rounded when asked for.
    package func glyph(rounded: Bool) -> Glyph {
        let light = lightened
        if rounded, self == light, let arc = LineLinks.arcs[light.mask] {
            return arc
        }
        return LineLinks.exact[bits] ?? LineLinks.exact[heaviest.bits] ?? LineLinks.light(mask)
    }

    /// One bit a side: north 1, east 2, south 4, west 8.
    var mask: UInt8 {
        (bits & 3 != 0 ? 1 : 0) | (bits & 12 != 0 ? 2 : 0)
            | (bits & 48 != 0 ? 4 : 0) | (bits & 192 != 0 ? 8 : 0)
    }

    private func all(of weight: LineWeight) -> LineLinks {
        let mask = mask
        return LineLinks(
            north: mask & 1 != 0,
            east: mask & 2 != 0,
            south: mask & 4 != 0,
            west: mask & 8 != 0,
            weight: weight
        )
    }

    private var lightened: LineLinks { all(of: .light) }

    /// All sides as heavy as the heaviest: for the pairs Unicode has no glyph for.
    private var heaviest: LineLinks {
        let weights = (0..<4).map { bits >> (UInt8($0) * 2) & 3 }
        return LineWeight(rawValue: weights.max() ?? 1).map { all(of: $0) } ?? self
    }
}

extension LineLinks {
    private static let arcs: [UInt8: Glyph] = [6: "╭", 12: "╮", 3: "╰", 9: "╯"]

    private static let lightGlyphs: [Glyph] = [
        " ", "╵", "╶", "└", "╷", "│", "┌", "├", "╴", "┘", "─", "┴", "┐", "┤", "┬", "┼",
    ]

    private static func light(_ mask: UInt8) -> Glyph {
        lightGlyphs[Int(mask & 15)]
    }

    /// Glyphs by weights written north, east, south, west: 0 none, 1 light, 2 heavy, 3 double.
    private static let exact: [UInt8: Glyph] = {
        var table: [UInt8: Glyph] = [:]
        for mask in UInt8(0)..<16 {
            table[LineLinks(bits: mask).spread(.light)] = light(mask)
        }
        let others: [(String, String)] = [
            (
                "╹╺┗╻┃┏┣╸┛━┻┓┫┳╋",
                "2000 0200 2200 0020 2020 0220 2220 0002 2002 0202 2202 0022 2022 0222 2222"
            ),
            ("╚║╔╠╝═╩╗╣╦╬", "3300 3030 0330 3330 3003 0303 3303 0033 3033 0333 3333"),
            ("╒╓╕╖╘╙╛╜", "0310 0130 0013 0031 1300 3100 1003 3001"),
            ("╞╟╡╢╤╥╧╨╪╫", "1310 3130 1013 3031 0313 0131 1303 3101 1313 3131"),
            ("┍┎┑┒┕┖┙┚", "0210 0120 0012 0021 1200 2100 1002 2001"),
            ("┝┠┥┨┯┰┷┸┿╂", "1210 2120 1012 2021 0212 0121 1202 2101 1212 2121"),
            ("┞┟┡┢┦┧┩┪", "2110 1120 2210 1220 2011 1021 2012 1022"),
            ("┭┮┱┲┵┶┹┺", "0112 0211 0122 0221 1102 1201 2102 2201"),
            ("┽┾╀╁╃╄╅╆╇╈╉╊", "1112 1211 2111 1121 2112 2211 1122 1221 2212 1222 2122 2221"),
            ("╼╽╾╿", "0201 1020 0102 2010"),
        ]
        for (glyphs, weights) in others {
            for (glyph, weight) in zip(glyphs.unicodeScalars, weights.split(separator: " ")) {
                let digits = weight.utf8.map { $0 - 48 }
                let bits = digits[0] | digits[1] << 2 | digits[2] << 4 | digits[3] << 6
                table[bits] = Glyph(glyph)
            }
        }
        return table
    }()

    /// Takes the bits as a mask of one bit a side and gives each the weight.
    private func spread(_ weight: LineWeight) -> UInt8 {
        LineLinks(
            north: bits & 1 != 0,
            east: bits & 2 != 0,
            south: bits & 4 != 0,
            west: bits & 8 != 0,
            weight: weight
        ).bits
    }
}
