/// How much of a list lies above and below what is shown.
package struct Scrollbar: Hashable, Sendable {
    private let count: Int
    private let window: Range<Int>

    package init(count: Int, window: Range<Int>) {
        self.count = max(0, count)
        self.window = window
    }

    package var isNeeded: Bool { window.count < count && !window.isEmpty }

    /// The hidden rows as words, `↑3 ↓12`; empty when everything is shown.
    package var note: StyledText {
        guard isNeeded else { return .empty }
        let above = window.lowerBound
        let below = count - window.upperBound
        let parts: [SafeText] = (above > 0 ? ["↑\(above)"] : []) + (below > 0 ? ["↓\(below)"] : [])
        return StyledText(parts.dropFirst().reduce(parts.first ?? .empty) { $0 + " " + $1 })
    }

    /// Draws the thumb into a column, usually a panel's right edge; nothing when not needed.
    package func draw(on canvas: inout Canvas, x: Int, y: Int, height: Int) {
        guard isNeeded, height > 1 else { return }
        let thumb = thumb(in: height)
        for row in thumb {
            canvas.draw(glyph: "┃", at: Point(x: x, y: y + row), Style(.scrollbar))
        }
    }

    /// The rows the thumb takes; it touches an end only when the list does.
    func thumb(in height: Int) -> Range<Int> {
        let length = max(1, min(height - 1, height * window.count / max(1, count)))
        let free = height - length
        let hidden = max(1, count - window.count)
        var start = free * window.lowerBound / hidden
        if window.lowerBound > 0, start == 0, free > 1 { start = 1 }
        if window.upperBound < count, start == free, free > 1 { start = free - 1 }
        return start..<start + length
    }
}
