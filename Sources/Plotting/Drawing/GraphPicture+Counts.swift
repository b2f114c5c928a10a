import Terminal

extension GraphPicture {
    /// A side of the window beyond which nodes lie.
    private enum Side: CaseIterable {
        case left, right, above, below
    }

    /// Says at each edge of the window how many nodes lie beyond it, and how the worst stands.
    func drawCounts(on canvas: inout Canvas, window: Rect) {
        var hidden: [Side: (count: Int, worst: Int)] = [:]
        for node in nodes.indices {
            guard let side = side(of: rect(of: node, width: window.width), window) else { continue }
            let known = hidden[side] ?? (0, node)
            let isWorse = nodes[node].severity > nodes[known.worst].severity
            hidden[side] = (known.count + 1, isWorse ? node : known.worst)
        }
        for side in Side.allCases {
            guard let (count, worst) = hidden[side] else { continue }
            draw(count, worst: nodes[worst], at: side, on: &canvas)
        }
    }

    /// The side on which the middle of a rectangle is outside; sideways counts first.
    private func side(of rect: Rect, _ window: Rect) -> Side? {
        guard rect.intersection(window).isEmpty else { return nil }
        if rect.maxX <= window.x { return .left }
        if rect.x >= window.maxX { return .right }
        return rect.maxY <= window.y ? .above : .below
    }

    private func draw(_ count: Int, worst: GraphNode, at side: Side, on canvas: inout Canvas) {
        var text = StyledText(" ")
        let arrow: SafeText
        switch side {
        case .left: arrow = "◂"
        case .right: arrow = "▸"
        case .above: arrow = "▴"
        case .below: arrow = "▾"
        }
        if side != .right { text.append(arrow + " ", .accent) }
        if worst.severity > 0 { text.append(SafeText(glyph: worst.glyph) + " ", worst.style) }
        text.append("\(count) more", .muted)
        if side == .right { text.append(" " + arrow, .accent) }
        text.append(" ")
        let place: Point
        switch side {
        case .left: place = Point(x: 0, y: canvas.height / 2)
        case .right:
            // In a narrow window the two sides' counts would meet in one row.
            let row = canvas.height / 2 - (canvas.width < 2 * text.width + 4 ? 1 : 0)
            place = Point(x: canvas.width - text.width, y: max(0, row))
        case .above: place = Point(x: (canvas.width - text.width) / 2, y: 0)
        case .below: place = Point(x: (canvas.width - text.width) / 2, y: canvas.height - 1)
        }
        canvas.clear(Rect(x: place.x, y: place.y, width: text.width, height: 1))
        canvas.draw(text, at: place)
    }
}
