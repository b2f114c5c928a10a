/// Facts by name, the values below each other: `why  data/train.csv`.
package struct KeyValueList: Sendable {
    package struct Entry: Sendable {
        package let key: SafeText

        /// The value's lines; long ones are wrapped.
        package let values: [StyledText]

        package init(_ key: SafeText, _ value: StyledText) {
            self.init(key, lines: [value])
        }

        package init(_ key: SafeText, lines values: [StyledText]) {
            self.key = key
            self.values = values
        }
    }

    /// The most cells that keys take; longer ones are cut.
    static let keyLimit = 20

    package var entries: [Entry]

    package init(_ entries: [Entry]) {
        self.entries = entries
    }

    /// All lines in a width, for a caller that scrolls them.
    package func lines(width: Int) -> [StyledText] {
        let natural = entries.map(\.key.width).max() ?? 0
        let keys = min(natural, KeyValueList.keyLimit, max(0, width / 2))
        let room = max(1, width - keys - 2)
        var lines: [StyledText] = []
        for entry in entries {
            let values = entry.values.flatMap { $0.wrapped(to: room, indent: 2) }
            for (index, value) in (values.isEmpty ? [.empty] : values).enumerated() {
                let key = index == 0 ? entry.key : .empty
                lines.append(StyledText(key.padded(to: keys) + "  ", .muted) + value)
            }
        }
        return lines
    }

    /// Draws the lines from the `skipped` one on.
    package func draw(on canvas: inout Canvas, in rect: Rect, skipping skipped: Int = 0) {
        Paragraph.draw(lines(width: rect.width), on: &canvas, in: rect, skipping: skipped)
    }
}
