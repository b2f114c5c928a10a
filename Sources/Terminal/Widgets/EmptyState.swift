/// What stands in a pane that has nothing to show: what it is for, and the next key.
package struct EmptyState: Sendable {
    package var title: SafeText
    package var text: [StyledText]
    package var hints: [HintLine.Hint]

    package init(_ title: SafeText, text: [StyledText] = [], hints: [HintLine.Hint] = []) {
        self.title = title
        self.text = text
        self.hints = hints
    }

    /// The widest its text gets.
    static let measure = 60

    /// Draws everything in the middle of a rectangle; what does not fit is cut at the end.
    package func draw(on canvas: inout Canvas, in rect: Rect) {
        let width = min(rect.width - 2, EmptyState.measure)
        guard width > 0 else { return }
        var lines = [StyledText(title, .title)]
        lines += Paragraph(text).lines(width: width).map { $0.over(.muted) }
        if !hints.isEmpty { lines.append(.empty) }
        lines += hints.map { hint in
            var line = StyledText(hint.keys, .keyHint)
            line.append("  " + hint.label, .muted)
            return line.truncated(to: width)
        }
        let block = rect.centred(Size(width: width, height: lines.count))
        Paragraph.draw(lines, on: &canvas, in: block, alignment: .centre)
    }
}
