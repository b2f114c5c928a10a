extension Canvas {
    /// Makes every cell of the part a space on the plain ground.
    package mutating func clear() {
        fill(bounds, style: Style(.text, on: .ground))
    }

    /// Fills a rectangle with one character.
    package mutating func fill(_ rect: Rect, _ glyph: Glyph = " ", style: Style) {
        let value = form(of: glyph.scalar)
        eachCell(of: rect) { canvas, index in
            canvas.put(value, at: index, style)
        }
    }

    /// Fills a rectangle with spaces, in the style of a new canvas on another ground.
    package mutating func clear(_ rect: Rect, ground: Role = .ground) {
        fill(rect, style: Style(.text, on: ground))
    }

    /// Draws `style` over what stands in a rectangle, which keeps its characters.
    ///
    /// Paints that the style leaves open stay, traits are added.
    package mutating func restyle(_ rect: Rect, _ style: Style) {
        eachCell(of: rect) { canvas, index in
            let cell = canvas.grid.cells[index]
            canvas.grid.cells[index] = cell.styled(style.over(cell.style))
        }
    }

    /// Makes a rectangle faint, for what lies behind a dialog.
    ///
    /// Colours go; words stay readable as a hint of where one was, lines step back further.
    package mutating func dim(_ rect: Rect) {
        eachCell(of: rect) { canvas, index in
            let cell = canvas.grid.cells[index]
            let role: Role = cell.links == .none ? .faint : .grid
            canvas.grid.cells[index] = cell.styled(Style(role, on: .shadow))
        }
    }

    /// Calls `body` with the number of every cell of a rectangle that can be seen.
    private mutating func eachCell(of rect: Rect, _ body: (inout Canvas, Int) -> Void) {
        let seen = visible(rect)
        guard !seen.isEmpty else { return }
        for y in seen.y..<seen.maxY {
            guard let start = index(at: Point(x: seen.x, y: y)) else { continue }
            for index in start..<(start + seen.width) { body(&self, index) }
        }
    }
}
