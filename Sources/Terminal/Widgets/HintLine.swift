/// The keys that can be pressed now, in one line that always ends in `? keys`.
package struct HintLine: Sendable {
    package struct Hint: Hashable, Sendable {
        package let keys: SafeText
        package let label: SafeText

        /// The smaller, the longer the hint stays when there is little room.
        package let priority: Int

        package init(_ keys: SafeText, _ label: SafeText, priority: Int = 0) {
            self.keys = keys
            self.label = label
            self.priority = priority
        }

        var width: Int { keys.width + 1 + label.width }
    }

    private static let help = Hint("?", "keys")
    private static let gap = 2
    /// Cells at both ends that stay free.
    private static let margin = 1

    package var hints: [Hint]

    package init(_ hints: [Hint]) {
        self.hints = hints
    }

    /// The numbers of the hints that fit into a width together with `? keys`, in their order.
    package func fitting(_ width: Int) -> [Int] {
        var free = width - 2 * HintLine.margin - HintLine.help.width
        let order = hints.indices.sorted { (hints[$0].priority, $0) < (hints[$1].priority, $1) }
        var kept: [Int] = []
        for index in order {
            let needed = hints[index].width + HintLine.gap
            guard needed <= free else { continue }
            free -= needed
            kept.append(index)
        }
        return kept.sorted()
    }

    /// Draws the line; each hint is the mouse region `hint` with its number, the last one `help`.
    package func draw(on canvas: inout Canvas, in rect: Rect) {
        canvas.within(rect) { canvas in
            var x = HintLine.margin
            for index in fitting(canvas.width) {
                x += draw(hints[index], RegionID("hint", index), on: &canvas, x: x) + HintLine.gap
            }
            draw(HintLine.help, "help", on: &canvas, x: canvas.width > 6 ? x : 0)
        }
    }

    @discardableResult
    private func draw(_ hint: Hint, _ id: RegionID, on canvas: inout Canvas, x: Int) -> Int {
        canvas.region(id, Rect(x: x, y: 0, width: hint.width, height: 1))
        canvas.draw(hint.keys, at: Point(x: x, y: 0), .keyHint)
        canvas.draw(hint.label, at: Point(x: x + hint.keys.width + 1, y: 0), .muted)
        return hint.width
    }
}
