/// One cell of the screen: a glyph, its style, and what its lines join to, in 16 bytes.
///
/// A wide glyph takes two cells: the first holds it with `width` 2, the second is its tail with
/// `width` 0 and no glyph of its own. Equal cells look equal, except where ``isCluster`` is set:
/// then the glyph is a number in the grid's list of clusters; ``CellGrid`` compares those.
package struct Cell: Equatable, Sendable {
    /// The highest bit marks a number in the grid's list of clusters.
    static let clusterBit: UInt32 = 1 << 31

    /// The Unicode scalar to show, or the number of a cluster.
    let glyph: UInt32

    package var style: Style

    /// The cells the glyph takes: 1, 2, or 0 for the tail of the wide glyph on its left.
    package let width: UInt8

    /// The sides on which a line leaves this cell.
    let links: LineLinks

    init(glyph: UInt32, style: Style, width: UInt8 = 1, links: LineLinks = .none) {
        self.glyph = glyph
        self.style = style
        self.width = width
        self.links = links
    }

    /// A space in the plain style on the screen's ground.
    package static let blank = Cell(glyph: 0x20, style: Style(.text, on: .ground))

    static func blank(_ style: Style) -> Cell {
        Cell(glyph: 0x20, style: style)
    }

    static func tail(_ style: Style) -> Cell {
        Cell(glyph: 0x20, style: style, width: 0)
    }

    /// Whether the cell shows a base with marks upon it; ``CellGrid/scalars(of:)`` tells which.
    package var isCluster: Bool { glyph & Cell.clusterBit != 0 }

    /// The scalar to show, when it is a single one.
    package var scalar: Unicode.Scalar? {
        isCluster ? nil : Unicode.Scalar(glyph)
    }

    func styled(_ style: Style) -> Cell {
        Cell(glyph: glyph, style: style, width: width, links: links)
    }
}
