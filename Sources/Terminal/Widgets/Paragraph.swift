/// Running text, wrapped between words.
package struct Paragraph: Sendable {
    package var texts: [StyledText]
    package var alignment: Alignment

    /// One text a line break of the source.
    package init(_ texts: [StyledText], alignment: Alignment = .left) {
        self.texts = texts
        self.alignment = alignment
    }

    /// All lines in a width.
    package func lines(width: Int) -> [StyledText] {
        texts.flatMap { $0.wrapped(to: width) }
    }

    /// The rows it takes in a width.
    package func height(width: Int) -> Int { lines(width: width).count }

    /// Draws the lines from the `skipped` one on.
    package func draw(
        on canvas: inout Canvas,
        in rect: Rect,
        skipping skipped: Int = 0,
        over style: Style = .text
    ) {
        Paragraph.draw(
            lines(width: rect.width),
            on: &canvas,
            in: rect,
            skipping: skipped,
            over: style,
            alignment: alignment
        )
    }

    /// Draws lines that are wrapped already.
    package static func draw(
        _ lines: [StyledText],
        on canvas: inout Canvas,
        in rect: Rect,
        skipping skipped: Int = 0,
        over style: Style = .text,
        alignment: Alignment = .left
    ) {
        canvas.within(rect) { canvas in
            for (y, line) in lines.dropFirst(max(0, skipped)).prefix(rect.height).enumerated() {
                let x = alignment.offset(in: rect.width - line.width)
                canvas.draw(line, at: Point(x: x, y: y), over: style)
            }
        }
    }
}
