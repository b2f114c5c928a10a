/// The selection of a list and the part of it that is shown.
///
/// The number of rows and the height may change at any time, so every call brings them along; the
/// state is never wrong, only adjusted.
package struct ListState: Hashable, Sendable {
    /// The rows that stay visible above and below the selection where there is room.
    static let margin = 2

    /// The row under the cursor; may lie past the end when rows went away.
    package private(set) var selection: Int

    /// The first row that is shown.
    package private(set) var top: Int

    package init(selection: Int = 0, top: Int = 0) {
        self.selection = max(0, selection)
        self.top = max(0, top)
    }

    /// The selected row, `nil` in an empty list.
    package func selected(of count: Int) -> Int? {
        count > 0 ? min(selection, count - 1) : nil
    }

    /// The rows to show, with the selection among them.
    package func window(count: Int, height: Int) -> Range<Int> {
        guard count > 0, height > 0 else { return 0..<0 }
        guard count > height else { return 0..<count }
        let selection = min(selection, count - 1)
        let margin = min(ListState.margin, (height - 1) / 2)
        // The margin shrinks at both ends of the list, where there is nothing more to show.
        let lowest = max(0, selection - height + 1 + margin)
        let highest = max(lowest, selection - margin)
        let first = min(min(max(top, lowest), highest), count - height)
        return max(0, first)..<max(0, first) + height
    }

    /// A movement of the selection.
    package enum Move: Hashable, Sendable {
        case up, down, halfPageUp, halfPageDown, pageUp, pageDown, first, last
        case to(Int)

        /// Moves the selection by some rows, as several presses in one go.
        case by(Int)
    }

    /// Moves the selection, and the window with it.
    package mutating func move(_ move: Move, count: Int, height: Int) {
        let current = selected(of: count) ?? 0
        let page = max(1, height - 1)
        let target: Int
        switch move {
        case .up: target = current - 1
        case .down: target = current + 1
        case .halfPageUp: target = current - max(1, height / 2)
        case .halfPageDown: target = current + max(1, height / 2)
        case .pageUp: target = current - page
        case .pageDown: target = current + page
        case .first: target = 0
        case .last: target = count - 1
        case .to(let row): target = row
        case .by(let rows): target = current + rows
        }
        selection = max(0, min(target, count - 1))
        top = window(count: count, height: height).lowerBound
    }

    /// Moves the window, as a wheel does; the selection comes along only when it would be lost.
    package mutating func scroll(by rows: Int, count: Int, height: Int) {
        guard count > height, height > 0 else { return }
        let window = window(count: count, height: height)
        top = min(max(window.lowerBound + rows, 0), count - height)
        let margin = min(ListState.margin, (height - 1) / 2)
        let first = top == 0 ? 0 : top + margin
        let last = top == count - height ? count - 1 : top + height - 1 - margin
        selection = min(max(selected(of: count) ?? 0, first), last)
    }
}
