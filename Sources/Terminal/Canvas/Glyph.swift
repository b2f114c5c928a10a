/// One character of our own that is certain to take one cell: a line, an arrow, a block.
package struct Glyph: Hashable, Sendable, ExpressibleByUnicodeScalarLiteral {
    package let scalar: Unicode.Scalar

    /// Keeps a printable scalar of one cell; any other becomes `?`.
    package init(_ scalar: Unicode.Scalar) {
        let isPrintable = scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value)
        self.scalar = isPrintable && ScalarWidth.of(scalar) == 1 ? scalar : "?"
    }

    package init(unicodeScalarLiteral value: Unicode.Scalar) {
        self.init(value)
    }

    /// The braille character with these dots; the lowest bit is dot 1.
    package init(braille dots: UInt8) {
        self.init(Unicode.Scalar(0x2800 + UInt32(dots)) ?? " ")
    }

    /// A bar of 0 to 8 eighths that grows upward from the cell's lower edge.
    package static func lowerBlock(eighths: Int) -> Glyph {
        Glyph.lower[min(max(eighths, 0), 8)]
    }

    /// A bar of 0 to 8 eighths that grows from the cell's left edge.
    package static func leftBlock(eighths: Int) -> Glyph {
        Glyph.left[min(max(eighths, 0), 8)]
    }

    private static let lower: [Glyph] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    private static let left: [Glyph] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
}
