/// The cells of one frame, row by row, and all else a driver needs to show it.
package struct CellGrid: Sendable {
    /// The largest number of different base-with-marks glyphs in one frame; more lose their marks.
    static let clusterLimit = 1 << 16

    package let size: Size

    /// All cells, the first row first.
    package internal(set) var cells: [Cell]

    /// Where the terminal's cursor shall stand; hidden when `nil`.
    package internal(set) var cursor: Point?

    /// The places that answer to the mouse, in the order they were drawn.
    package internal(set) var regions: [Region] = []

    private(set) var clusters: [[Unicode.Scalar]] = []
    private var clusterNumbers: [[Unicode.Scalar]: UInt32] = [:]

    package init(size: Size) {
        self.size = size
        cells = Array(repeating: .blank, count: size.width * size.height)
    }

    /// The cells of a row, which must be one of the grid's.
    package func row(_ y: Int) -> ArraySlice<Cell> {
        cells[y * size.width..<(y + 1) * size.width]
    }

    /// The scalars to show in a cell: the base, then at most four marks; none for a wide tail.
    package func scalars(of cell: Cell) -> [Unicode.Scalar] {
        guard cell.width > 0 else { return [] }
        guard cell.isCluster else { return [cell.scalar ?? " "] }
        let number = Int(cell.glyph & ~Cell.clusterBit)
        return number < clusters.count ? clusters[number] : ["?"]
    }

    /// Whether a row looks the same in both; rows of grids of different width never do.
    package func looksEqual(row y: Int, in other: CellGrid) -> Bool {
        guard size.width == other.size.width, y < size.height, y < other.size.height else {
            return false
        }
        if clusters.isEmpty && other.clusters.isEmpty { return row(y) == other.row(y) }
        return zip(row(y), other.row(y)).allSatisfy { mine, theirs in
            guard mine.isCluster || theirs.isCluster else { return mine == theirs }
            return mine.style == theirs.style && mine.width == theirs.width
                && scalars(of: mine) == other.scalars(of: theirs)
        }
    }

    /// The rows that look different from an earlier frame; all of them when the size changed.
    package func rows(changedSince earlier: CellGrid) -> [Int] {
        guard size == earlier.size else { return Array(0..<size.height) }
        return (0..<size.height).filter { !looksEqual(row: $0, in: earlier) }
    }

    /// The topmost region at a place.
    package func region(at point: Point) -> Region? {
        regions.last { $0.rect.contains(point) }
    }

    /// All regions at a place, the topmost first: a wheel turn goes to the first that scrolls.
    package func regions(at point: Point) -> [Region] {
        regions.reversed().filter { $0.rect.contains(point) }
    }

    /// The glyph value for a base with marks.
    mutating func glyph(base: Unicode.Scalar, marks: some Sequence<Unicode.Scalar>) -> UInt32 {
        let scalars = [base] + marks
        guard scalars.count > 1 else { return base.value }
        if let number = clusterNumbers[scalars] { return Cell.clusterBit | number }
        guard clusters.count < CellGrid.clusterLimit else { return base.value }
        let number = UInt32(clusters.count)
        clusters.append(scalars)
        clusterNumbers[scalars] = number
        return Cell.clusterBit | number
    }
}
