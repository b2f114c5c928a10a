import Terminal

/// A sheet of lines that can be scrolled, over the screen; long lines are wrapped.
enum Sheet {
    /// The cells by which wrapped lines stand behind their first.
    private static let indent = 4
    /// The cells beside a sheet, and its frame's.
    static let margin = 6

    static func draw(
        _ title: StyledText,
        _ lines: [StyledText],
        top: Int,
        width: Int,
        footer: StyledText,
        on canvas: inout Canvas
    ) {
        let width = min(width, canvas.width - margin)
        let lines = lines.flatMap { line in
            line.width <= width - 2 ? [line] : line.wrapped(to: width - 2, indent: indent)
        }
        let height = max(1, min(lines.count, canvas.height - 6))
        Dialog(title, content: Size(width: width, height: height), footer: footer)
            .draw(on: &canvas) { canvas in
                let first = min(top, max(0, lines.count - canvas.height))
                let window = first..<min(lines.count, first + canvas.height)
                for (row, line) in lines[window].enumerated() {
                    canvas.draw(line, at: Point(x: 1, y: row), over: .text)
                }
                Scrollbar(count: lines.count, window: window)
                    .draw(on: &canvas, x: canvas.width - 1, y: 0, height: canvas.height)
            }
    }
}
