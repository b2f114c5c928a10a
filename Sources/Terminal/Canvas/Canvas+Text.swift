extension Canvas {
    /// Draws text from a place to the right, and says how many cells it takes.
    ///
    /// What does not fit is cut off; a wide character that is cut by an edge becomes a space.
    @discardableResult
    package mutating func draw(
        _ text: SafeText,
        at point: Point,
        _ style: Style = .text
    ) -> Int {
        if text.isPlain {
            drawPlain(text, at: point, style)
        } else {
            drawClusters(of: text, at: point, style)
        }
        return text.width
    }

    /// Draws text cut to `width` cells, with an ellipsis where it was cut.
    @discardableResult
    package mutating func draw(
        _ text: SafeText,
        at point: Point,
        width: Int,
        _ style: Style = .text,
        alignment: Alignment = .left,
        truncation: Truncation = .end
    ) -> Int {
        let text = text.truncated(to: width, truncation)
        let free = max(0, width - text.width)
        let start = point.moved(x: alignment.offset(in: free))
        return draw(text, at: start, style)
    }

    /// Draws runs of styled text one after the other, and says how many cells they take.
    @_disfavoredOverload  // A literal is plain text.
    @discardableResult
    package mutating func draw(
        _ text: StyledText,
        at point: Point,
        over style: Style = .text
    ) -> Int {
        var x = point.x
        for run in text.runs {
            x += draw(run.text, at: Point(x: x, y: point.y), run.style.over(style))
        }
        return x - point.x
    }

    /// Draws one character of ours.
    package mutating func draw(glyph: Glyph, at point: Point, _ style: Style = .text) {
        guard let index = index(at: point) else { return }
        put(form(of: glyph.scalar), at: index, style)
    }

    private mutating func drawPlain(_ text: SafeText, at point: Point, _ style: Style) {
        let seen = visible(Rect(x: point.x, y: point.y, width: text.width, height: 1))
        guard !seen.isEmpty, var index = index(at: seen.origin) else { return }
        for byte in text.string.utf8.dropFirst(seen.x - point.x).prefix(seen.width) {
            put(UInt32(byte), at: index, style)
            index += 1
        }
    }

    private mutating func drawClusters(of text: SafeText, at point: Point, _ style: Style) {
        var place = point
        let end = visible(Rect(x: point.x, y: point.y, width: text.width, height: 1)).maxX
        for cluster in text.clusters {
            guard place.x < end else { return }
            draw(cluster, at: place, style)
            place.x += cluster.width
        }
    }

    private mutating func draw(_ cluster: SafeText.Cluster, at place: Point, _ style: Style) {
        let first = index(at: place)
        let second = cluster.width == 2 ? index(at: place.moved(x: 1)) : nil
        if cluster.width == 2 {
            guard let first, second != nil, glyphs == .unicode else {
                let half: UInt32 = glyphs == .ascii ? 0x3F : 0x20
                for index in [first, second] {
                    if let index { put(half, at: index, style) }
                }
                return
            }
            putWide(grid.glyph(base: cluster.base, marks: cluster.marks), at: first, style)
        } else if let first {
            let hasMarks = !cluster.marks.isEmpty && glyphs == .unicode
            let glyph =
                hasMarks
                ? grid.glyph(base: cluster.base, marks: cluster.marks) : form(of: cluster.base)
            put(glyph, at: first, style)
        }
    }

    /// The scalar to put into a cell for this one, by what the terminal can show.
    func form(of scalar: Unicode.Scalar) -> UInt32 {
        glyphs.form(of: scalar).value
    }
}
