/// Where one is, from the outside in, and what goes on, at the right end of the line.
package struct Breadcrumb: Sendable {
    /// What goes on is left out where fewer cells than these are left for it.
    private static let shortestEnd = 6

    package var parts: [StyledText]
    package var trailing: StyledText

    package init(_ parts: [StyledText], trailing: StyledText = .empty) {
        self.parts = parts
        self.trailing = trailing
    }

    /// Draws the line; the innermost part stays longest, then what goes on, then the way to it.
    package func draw(on canvas: inout Canvas, in rect: Rect) {
        canvas.within(rect) { canvas in
            let room = max(0, canvas.width - 2)
            let inner = parts.last ?? .empty
            let forEnd = room - inner.width - 2
            let end = forEnd >= Breadcrumb.shortestEnd ? trailing.truncated(to: forEnd) : .empty
            let left = room - (end.isEmpty ? 0 : end.width + 2)
            let first = parts.indices.first { way(from: $0).width <= left }
            let shown = first.map(way(from:)) ?? inner.over(Style(.title)).truncated(to: left)
            canvas.draw(shown, at: Point(x: 1, y: 0), over: .muted)
            canvas.draw(end, at: Point(x: canvas.width - 1 - end.width, y: 0), over: .muted)
        }
    }

    /// The parts from a number on, with `…` for those before it.
    private func way(from first: Int) -> StyledText {
        var text = first > 0 ? StyledText("… › ", .faint) : .empty
        for index in parts.indices.dropFirst(first) {
            if index > first { text.append(" › ", .faint) }
            text.append(index == parts.count - 1 ? parts[index].over(Style(.title)) : parts[index])
        }
        return text
    }
}
