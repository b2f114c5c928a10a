/// The screens by number, the one that is shown set apart, and who and when at the right.
package struct TabLine: Sendable {
    package struct Tab: Sendable {
        package let key: SafeText
        package let title: SafeText

        /// What waits on that screen, such as `▲1`.
        package let badge: StyledText

        package init(key: SafeText, title: SafeText, badge: StyledText = .empty) {
            self.key = key
            self.title = title
            self.badge = badge
        }
    }

    package var tabs: [Tab]
    package var active: Int
    package var trailing: StyledText

    package init(_ tabs: [Tab], active: Int, trailing: StyledText = .empty) {
        self.tabs = tabs
        self.active = active
        self.trailing = trailing
    }

    /// How much of a title is shown.
    private enum Length: CaseIterable {
        case whole, short, none

        func of(_ title: SafeText) -> SafeText {
            switch self {
            case .whole: return title
            case .short: return title.prefix(3)
            case .none: return .empty
            }
        }
    }

    /// Draws the line; tabs are shortened first, then what stands at the right is cut.
    ///
    /// Each tab is the mouse region `tab` with its number.
    package func draw(on canvas: inout Canvas, in rect: Rect) {
        canvas.fill(rect, style: Style(.text, on: .bar))
        canvas.within(rect) { canvas in
            let wanted = canvas.width - trailing.width - 2
            let length = Length.allCases.first { width($0) <= wanted } ?? .none
            var x = 0
            for index in tabs.indices { x += draw(index, length, on: &canvas, x: x) }
            let shown = trailing.truncated(to: canvas.width - x - 2)
            let start = canvas.width - shown.width - 1
            canvas.draw(shown, at: Point(x: start, y: 0), over: .muted)
        }
    }

    private func width(_ length: Length) -> Int {
        tabs.indices.reduce(0) { $0 + content(of: $1, length).width + 2 }
    }

    private func content(of index: Int, _ length: Length) -> StyledText {
        let tab = tabs[index]
        let isActive = index == active
        var text = StyledText(tab.key, isActive ? .inherited : .keyHint)
        let title = isActive ? tab.title : length.of(tab.title)
        if !title.isEmpty { text.append(" " + title) }
        if !tab.badge.isEmpty {
            text.append(" ")
            // On the coloured ground of the active tab, colours of states could not be read.
            text.append(isActive ? StyledText(tab.badge.text) : tab.badge)
        }
        return text
    }

    private func draw(_ index: Int, _ length: Length, on canvas: inout Canvas, x: Int) -> Int {
        let text = StyledText(" ") + content(of: index, length) + StyledText(" ")
        let active = Style(.tabActiveText, on: .tabActive, .bold)
        canvas.draw(text, at: Point(x: x, y: 0), over: index == self.active ? active : .muted)
        canvas.region(RegionID("tab", index), Rect(x: x, y: 0, width: text.width, height: 1))
        return text.width
    }
}
