package import Terminal

/// A stage's row of a Gantt chart: its bars, all in seconds since the run began.
package struct GanttRow: Hashable, Sendable {
    /// A stretch of time with one meaning.
    package struct Bar: Hashable, Sendable {
        /// What the stage did in that time.
        package enum Kind: Hashable, Sendable {
            /// Waited for its turn: drawn as dots.
            case waiting

            /// One attempt that has ended: drawn full.
            case attempt

            /// An attempt under way: drawn up to now.
            case running

            /// Time still to come by earlier runs: drawn hollow.
            case estimate
        }

        package let start: Double

        /// The end; `nil` for now.
        package let end: Double?
        package let kind: Kind
        package let style: Style

        /// What is written into the last cell of the bar, such as `✗` for a failed attempt.
        package let mark: Glyph?

        package init(
            _ kind: Kind,
            from start: Double,
            to end: Double?,
            style: Style,
            mark: Glyph? = nil
        ) {
            self.kind = kind
            self.start = start
            self.end = end
            self.style = style
            self.mark = mark
        }
    }

    package var title: SafeText
    package var glyph: Glyph
    package var style: Style

    /// Bars in the order of their time.
    package var bars: [Bar]

    /// What stands beside the bars, such as how long they took.
    package var label: StyledText

    package init(
        title: SafeText,
        glyph: Glyph,
        style: Style,
        bars: [Bar],
        label: StyledText = .empty
    ) {
        self.title = title
        self.glyph = glyph
        self.style = style
        self.bars = bars
        self.label = label
    }
}
