/// A grid of cells to draw on, in memory.
///
/// All places are relative to the part being drawn, ``bounds``; what lies outside is cut off, so
/// any coordinate is allowed. ``within(_:_:)`` narrows the canvas to a part for the time of a call.
package struct Canvas: Sendable {
    /// The frame as drawn so far, in the coordinates of the whole screen.
    package internal(set) var grid: CellGrid

    /// The characters the terminal can show; with `.ascii` every cell is turned into ASCII.
    package let glyphs: GlyphSet

    // The upper left corner of the part being drawn, its size, and what of it may be drawn on.
    private var origin = Point.zero
    private var extent: Size
    private var clip: Rect

    package init(size: Size, glyphs: GlyphSet = .unicode) {
        grid = CellGrid(size: size)
        self.glyphs = glyphs
        extent = size
        clip = Rect(size: size)
    }

    package init(width: Int, height: Int, glyphs: GlyphSet = .unicode) {
        self.init(size: Size(width: width, height: height), glyphs: glyphs)
    }

    /// The size of the part being drawn.
    package var size: Size { extent }
    package var width: Int { extent.width }
    package var height: Int { extent.height }

    /// The part being drawn, in its own coordinates.
    package var bounds: Rect { Rect(size: extent) }

    /// Draws inside of `rect` only, whose upper left corner is then the place 0, 0.
    @discardableResult
    package mutating func within<Result, Failure: Error>(
        _ rect: Rect,
        _ body: (inout Canvas) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let saved = (origin, extent, clip)
        defer { (origin, extent, clip) = saved }
        let absolute = rect.moved(x: origin.x, y: origin.y)
        origin = absolute.origin
        extent = absolute.size
        clip = clip.intersection(absolute)
        return try body(&self)
    }

    /// Draws with the place 0, 0 moved by `offset`, for content that is scrolled.
    @discardableResult
    package mutating func shifted<Result, Failure: Error>(
        by offset: Point,
        _ body: (inout Canvas) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let saved = origin
        defer { origin = saved }
        origin = origin.moved(x: offset.x, y: offset.y)
        return try body(&self)
    }

    /// The part of `rect` that can be seen, in the coordinates of the part being drawn.
    package func visible(_ rect: Rect) -> Rect {
        rect.moved(x: origin.x, y: origin.y).intersection(clip).moved(x: -origin.x, y: -origin.y)
    }

    /// Remembers that a rectangle answers to the mouse; what was drawn later lies on top.
    package mutating func region(_ id: RegionID, _ rect: Rect) {
        let seen = rect.moved(x: origin.x, y: origin.y).intersection(clip)
        guard !seen.isEmpty else { return }
        grid.regions.append(Region(id: id, rect: seen))
    }

    /// Asks for the terminal's cursor at a place; ignored where that place cannot be seen.
    package mutating func showCursor(at point: Point) {
        let place = point.moved(x: origin.x, y: origin.y)
        if clip.contains(place) { grid.cursor = place }
    }

    /// Takes back what was asked by ``showCursor(at:)``, for something drawn on top.
    package mutating func hideCursor() {
        grid.cursor = nil
    }
}

extension Canvas {
    /// The number of the cell at a place, `nil` where nothing may be drawn.
    func index(at point: Point) -> Int? {
        let place = point.moved(x: origin.x, y: origin.y)
        guard clip.contains(place) else { return nil }
        return place.y * grid.size.width + place.x
    }

    /// The cell at a place, `nil` outside of what can be seen.
    package func cell(at point: Point) -> Cell? {
        index(at: point).map { grid.cells[$0] }
    }

    /// Puts a cell of width 1, and makes halves of wide glyphs it cuts into spaces.
    mutating func put(_ glyph: UInt32, links: LineLinks = .none, at index: Int, _ style: Style) {
        let under = grid.cells[index]
        if under.width != 1 { mendWideGlyph(at: index) }
        grid.cells[index] = Cell(glyph: glyph, style: style.over(plain(under)), links: links)
    }

    /// Puts a wide glyph into this cell and the next, which must be on the same row.
    mutating func putWide(_ glyph: UInt32, at index: Int, _ style: Style) {
        let under = grid.cells[index]
        if under.width != 1 { mendWideGlyph(at: index) }
        if grid.cells[index + 1].width != 1 { mendWideGlyph(at: index + 1) }
        let style = style.over(plain(under))
        grid.cells[index] = Cell(glyph: glyph, style: style, width: 2)
        grid.cells[index + 1] = .tail(style)
    }

    /// The style under new text: its paints stay, its traits belong to the old text.
    private func plain(_ cell: Cell) -> Style {
        Style(foreground: cell.style.foreground, background: cell.style.background)
    }

    /// Turns the wide glyph that holds this cell into two spaces.
    private mutating func mendWideGlyph(at index: Int) {
        let first = grid.cells[index].width == 2 ? index : index - 1
        for half in first...(first + 1) where grid.cells.indices.contains(half) {
            grid.cells[half] = .blank(grid.cells[half].style)
        }
    }
}
