/// How a line or a box is drawn.
package struct LineStyle: Hashable, Sendable {
    package let weight: LineWeight
    package let isDashed: Bool

    /// Whether corners of light lines are round.
    package let isRounded: Bool

    package init(weight: LineWeight = .light, isDashed: Bool = false, isRounded: Bool = true) {
        self.weight = weight
        self.isDashed = isDashed
        self.isRounded = isRounded
    }

    package static let light = LineStyle()
    package static let heavy = LineStyle(weight: .heavy)
    package static let double = LineStyle(weight: .double)

    /// For what is planned and not there yet.
    package static let dashed = LineStyle(isDashed: true)

    /// Light lines with sharp corners.
    package static let square = LineStyle(isRounded: false)
}

extension Canvas {
    /// Draws a line to the right that joins the lines it touches at its cells.
    package mutating func horizontalLine(
        from start: Point,
        length: Int,
        _ style: Style = Style(.border),
        line: LineStyle = .light
    ) {
        let seen = visible(Rect(x: start.x, y: start.y, width: length, height: 1))
        guard !seen.isEmpty else { return }
        let links = LineLinks(east: true, west: true, weight: line.weight)
        for x in seen.x..<seen.maxX {
            join(links, at: Point(x: x, y: seen.y), style, line: line)
        }
    }

    /// Draws a line downward that joins the lines it touches at its cells.
    package mutating func verticalLine(
        from start: Point,
        length: Int,
        _ style: Style = Style(.border),
        line: LineStyle = .light
    ) {
        let seen = visible(Rect(x: start.x, y: start.y, width: 1, height: length))
        guard !seen.isEmpty else { return }
        let links = LineLinks(north: true, south: true, weight: line.weight)
        for y in seen.y..<seen.maxY {
            join(links, at: Point(x: seen.x, y: y), style, line: line)
        }
    }

    /// Draws the outline of a rectangle; its inside stays as it is.
    ///
    /// A rectangle of one row or one column is drawn as a line.
    package mutating func box(
        _ rect: Rect,
        _ style: Style = Style(.border),
        line: LineStyle = .light
    ) {
        guard rect.width > 1, rect.height > 1 else {
            if rect.height == 1 {
                horizontalLine(from: rect.origin, length: rect.width, style, line: line)
            } else if rect.width == 1 {
                verticalLine(from: rect.origin, length: rect.height, style, line: line)
            }
            return
        }
        let (left, top, right, bottom) = (rect.x, rect.y, rect.maxX - 1, rect.maxY - 1)
        let across = rect.width - 2
        let down = rect.height - 2
        horizontalLine(from: Point(x: left + 1, y: top), length: across, style, line: line)
        horizontalLine(from: Point(x: left + 1, y: bottom), length: across, style, line: line)
        verticalLine(from: Point(x: left, y: top + 1), length: down, style, line: line)
        verticalLine(from: Point(x: right, y: top + 1), length: down, style, line: line)
        let weight = line.weight
        let corners: [(Int, Int, LineLinks)] = [
            (left, top, LineLinks(east: true, south: true, weight: weight)),
            (right, top, LineLinks(south: true, west: true, weight: weight)),
            (left, bottom, LineLinks(north: true, east: true, weight: weight)),
            (right, bottom, LineLinks(north: true, west: true, weight: weight)),
        ]
        for (x, y, links) in corners { join(links, at: Point(x: x, y: y), style, line: line) }
    }

    /// Draws the links of one cell, united with those it has already.
    package mutating func join(
        _ links: LineLinks,
        at point: Point,
        _ style: Style = Style(.border),
        line: LineStyle = .light
    ) {
        guard let index = index(at: point) else { return }
        place(links.united(with: grid.cells[index].links), at: index, style, line: line)
    }

    /// Draws the links of one cell in place of those it has: a bridge over an unrelated line.
    package mutating func bridge(
        _ links: LineLinks,
        at point: Point,
        _ style: Style = Style(.border),
        line: LineStyle = .light
    ) {
        guard let index = index(at: point) else { return }
        place(links, at: index, style, line: line)
    }

    private mutating func place(
        _ links: LineLinks,
        at index: Int,
        _ style: Style,
        line: LineStyle
    ) {
        let glyph = line.isDashed ? links.dashedGlyph : nil
        let scalar = (glyph ?? links.glyph(rounded: line.isRounded)).scalar
        put(form(of: scalar), links: links, at: index, style)
    }
}

extension LineLinks {
    /// The dashed form of a straight line; nothing else has one.
    fileprivate var dashedGlyph: Glyph? {
        switch self {
        case LineLinks(east: true, west: true): return "╌"
        case LineLinks(north: true, south: true): return "┆"
        case LineLinks(east: true, west: true, weight: .heavy): return "╍"
        case LineLinks(north: true, south: true, weight: .heavy): return "┇"
        default: return nil
        }
    }
}
