/// Choices that are taken by a letter: `a  approve`.
package struct Menu: Sendable {
    package struct Item: Sendable {
        package let key: SafeText
        package let label: SafeText

        /// Why the choice cannot be taken now; `nil` when it can.
        package let reason: SafeText?

        package init(key: SafeText, label: SafeText, reason: SafeText? = nil) {
            self.key = key
            self.label = label
            self.reason = reason
        }
    }

    package var items: [Item]
    package var state: ListState

    package init(_ items: [Item], state: ListState = ListState()) {
        self.items = items
        self.state = state
    }

    /// The room all items want.
    package var size: Size {
        let width = items.reduce(0) { widest, item in
            max(widest, keyWidth + labelWidth(of: item))
        }
        return Size(width: width + 4, height: items.count)
    }

    private var keyWidth: Int { (items.map(\.key.width).max() ?? 0) + 2 }

    private func labelWidth(of item: Item) -> Int {
        item.label.width + (item.reason.map { $0.width + 2 } ?? 0)
    }

    /// Draws the items, those that cannot be taken dim and with their reason.
    @discardableResult
    package func draw(on canvas: inout Canvas, in rect: Rect) -> Scrollbar {
        let window = state.window(count: items.count, height: rect.height)
        canvas.within(rect) { canvas in
            for (y, number) in window.enumerated() {
                let isSelected = state.selected(of: items.count) == number
                draw(items[number], number, isSelected, on: &canvas, y: y)
            }
        }
        return Scrollbar(count: items.count, window: window)
    }

    private func draw(
        _ item: Item,
        _ number: Int,
        _ isSelected: Bool,
        on canvas: inout Canvas,
        y: Int
    ) {
        let line = Rect(x: 0, y: y, width: canvas.width, height: 1)
        canvas.region(RegionID("menu", number), line)
        if isSelected {
            canvas.restyle(line, .ground(.selection))
            canvas.draw(glyph: "▌", at: Point(x: 0, y: y), Style(.accent))
        }
        let isPossible = item.reason == nil
        canvas.draw(item.key, at: Point(x: 2, y: y), isPossible ? .keyHint : .disabled)
        var text = StyledText(item.label, isPossible ? .text : .disabled)
        if let reason = item.reason { text.append("  " + reason, Style(.faint, on: nil, .italic)) }
        let start = 2 + keyWidth
        canvas.draw(text.truncated(to: canvas.width - start - 1), at: Point(x: start, y: y))
    }
}
