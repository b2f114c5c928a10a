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
    /// Draws a line to the right that joins the lines it touches.
    ///
    /// Its ends reach no further than their cells: a line from one edge of a box to the other makes
    /// `├──┤`, one that goes a cell beyond makes `┼`.
    package mutating func horizontalLine(
        from start: Point,
        length: Int,
        _ style: Style = Style(.border),
        line: LineStyle = .light
    ) {
        let (first, last) = (start.x, start.x + length - 1)
        let seen = visible(Rect(x: start.x, y: start.y, width: length, height: 1))
        for x in seen.x..<seen.maxX {
            let links = LineLinks(
                east: x < last || first == last,
                west: x > first || first == last,
                weight: line.weight
            )
            join(links, at: Point(x: x, y: start.y), style, line: line)
        }
    }

    /// Draws a line downward that joins the lines it touches, with ends as those of
    /// ``horizontalLine(from:length:_:line:)``.
    package mutating func verticalLine(
        from start: Point,
        length: Int,
        _ style: Style = Style(.border),
        line: LineStyle = .light
    ) {
        let (first, last) = (start.y, start.y + length - 1)
        let seen = visible(Rect(x: start.x, y: start.y, width: 1, height: length))
        for y in seen.y..<seen.maxY {
            let links = LineLinks(
                north: y > first || first == last,
                south: y < last || first == last,
                weight: line.weight
            )
            join(links, at: Point(x: start.x, y: y), style, line: line)
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
        horizontalLine(from: rect.origin, length: rect.width, style, line: line)
        verticalLine(from: rect.origin, length: rect.height, style, line: line)
        let (right, bottom) = (rect.maxX - 1, rect.maxY - 1)
        let (lower, other) = (Point(x: rect.x, y: bottom), Point(x: right, y: rect.y))
        horizontalLine(from: lower, length: rect.width, style, line: line)
        verticalLine(from: other, length: rect.height, style, line: line)
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
        // The end of a line looks like its middle; Unicode's half lines would leave gaps.
        let shown = links.withoutLooseEnd
        let glyph = line.isDashed ? shown.dashedGlyph : nil
        let scalar = (glyph ?? shown.glyph(rounded: line.isRounded)).scalar
        put(form(of: scalar), links: links, at: index, style)
    }
}

extension LineLinks {
    /// A straight line where only one side is linked; all others stay as they are.
    fileprivate var withoutLooseEnd: LineLinks {
        switch mask {
        // North and south, east and west lie four bits apart.
        case 1, 2, 4, 8: return LineLinks(bits: bits | bits << 4 | bits >> 4)
        default: return self
        }
    }

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
