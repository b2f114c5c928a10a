/// A box around a pane, with its name in the upper edge: `╭ Log: train ──── following ╮`.
package struct Panel: Sendable {
    /// What the pane shows; empty for a plain box.
    package var title: StyledText

    /// A note at the right end of the upper edge.
    package var badge: StyledText

    /// A note at the right end of the lower edge, such as `↑3 ↓12`.
    package var footer: StyledText

    package var isFocused: Bool
    package var line: LineStyle

    package init(
        _ title: StyledText = .empty,
        badge: StyledText = .empty,
        footer: StyledText = .empty,
        isFocused: Bool = false,
        line: LineStyle = .light
    ) {
        self.title = title
        self.badge = badge
        self.footer = footer
        self.isFocused = isFocused
        self.line = line
    }

    /// Where the content of a panel in `rect` goes.
    package static func content(of rect: Rect) -> Rect {
        rect.inset(by: 1)
    }

    /// Draws the box and answers with the rectangle inside of it.
    ///
    /// Where there is no room for a box nothing is drawn, and the inside is empty.
    @discardableResult
    package func draw(on canvas: inout Canvas, in rect: Rect) -> Rect {
        guard rect.width > 1, rect.height > 1 else { return Panel.content(of: rect) }
        let edge = Style(isFocused ? .borderFocused : .border)
        canvas.box(rect, edge, line: line)
        drawUpperEdge(on: &canvas, in: rect)
        if !footer.isEmpty {
            Panel.drawRight(footer, on: &canvas, in: rect, y: rect.maxY - 1, after: rect.x + 1)
        }
        return Panel.content(of: rect)
    }

    /// The title has precedence; the badge is left out where both do not fit.
    private func drawUpperEdge(on canvas: inout Canvas, in rect: Rect) {
        var free = rect.x + 1
        if !title.isEmpty, rect.width > 4 {
            let style: Style = isFocused ? Style(.title, on: nil, .bold) : Style(.title)
            let shown = title.truncated(to: rect.width - 4)
            canvas.draw(glyph: " ", at: Point(x: free, y: rect.y), style)
            canvas.draw(shown, at: Point(x: free + 1, y: rect.y), over: style)
            canvas.draw(glyph: " ", at: Point(x: free + 1 + shown.width, y: rect.y), style)
            free += shown.width + 2
        }
        if !badge.isEmpty {
            Panel.drawRight(badge, on: &canvas, in: rect, y: rect.y, after: free)
        }
    }

    private static func drawRight(
        _ text: StyledText,
        on canvas: inout Canvas,
        in rect: Rect,
        y: Int,
        after free: Int
    ) {
        let start = rect.maxX - 3 - text.width
        guard start > free else { return }
        canvas.draw(glyph: " ", at: Point(x: start, y: y), .muted)
        canvas.draw(text, at: Point(x: start + 1, y: y), over: .muted)
        canvas.draw(glyph: " ", at: Point(x: start + 1 + text.width, y: y), .muted)
    }
}
