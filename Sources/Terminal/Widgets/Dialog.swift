/// A box in the middle of the screen that has to be answered first.
package struct Dialog: Sendable {
    package var title: StyledText

    /// The room its content wants; cut to the screen.
    package var content: Size

    /// What kind of matter it is: the colour of its edge.
    package var role: Role

    /// The keys that answer it, in the lower edge.
    package var footer: StyledText

    package init(
        _ title: StyledText,
        content: Size,
        role: Role = .borderFocused,
        footer: StyledText = .empty
    ) {
        self.title = title
        self.content = content
        self.role = role
        self.footer = footer
    }

    /// Dims what is behind, draws the box, and then its content with `body`.
    ///
    /// What lies behind no longer answers to the mouse: a click there hits the region `backdrop`.
    package func draw(on canvas: inout Canvas, _ body: (inout Canvas) -> Void) {
        canvas.dim(canvas.bounds)
        canvas.hideCursor()
        canvas.region("backdrop", canvas.bounds)
        let rect = rect(in: canvas.bounds)
        canvas.fill(rect, style: Style(.text, on: .raised))
        canvas.region("dialog", rect)
        canvas.box(rect, Style(role))
        canvas.within(rect) { canvas in drawTitles(on: &canvas) }
        canvas.within(rect.inset(left: 2, top: 1, right: 2, bottom: 1), body)
    }

    /// Where the box stands on a screen.
    package func rect(in bounds: Rect) -> Rect {
        let title = max(title.width, footer.width) + 4
        return bounds.centred(
            Size(width: max(content.width + 4, title), height: content.height + 2)
        )
    }

    private func drawTitles(on canvas: inout Canvas) {
        let room = canvas.width - 4
        guard room > 0 else { return }
        let lines = [(title, 0, Style(role, on: nil, .bold)), (footer, canvas.height - 1, .muted)]
        for (text, y, style) in lines where !text.isEmpty {
            let shown = text.truncated(to: room)
            canvas.draw(
                StyledText(" ") + shown + StyledText(" "),
                at: Point(x: 1, y: y),
                over: style
            )
        }
    }
}
