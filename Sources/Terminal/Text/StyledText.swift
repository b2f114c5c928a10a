/// A line of text in pieces of different style.
package struct StyledText: Hashable, Sendable, ExpressibleByStringInterpolation {
    /// A piece in one style.
    package struct Run: Hashable, Sendable {
        package let text: SafeText
        package let style: Style

        package init(_ text: SafeText, _ style: Style) {
            self.text = text
            self.style = style
        }
    }

    package private(set) var runs: [Run]

    /// The cells of all pieces together.
    package private(set) var width: Int

    package init(_ runs: [Run] = []) {
        self.runs = runs.filter { !$0.text.isEmpty }
        width = runs.reduce(0) { $0 + $1.text.width }
    }

    /// Text in one style; by default it keeps the style of the place it is drawn in.
    package init(_ text: SafeText, _ style: Style = .inherited) {
        self.init([Run(text, style)])
    }

    package init(stringLiteral value: String) {
        self.init(SafeText(stringLiteral: value))
    }

    package static let empty = StyledText()

    package var isEmpty: Bool { runs.isEmpty }

    /// The words without their styles.
    package var text: SafeText {
        runs.reduce(.empty) { $0 + $1.text }
    }

    /// Adds a piece at the end; it joins the last one when both look the same.
    package mutating func append(_ text: SafeText, _ style: Style = .inherited) {
        guard !text.isEmpty else { return }
        width += text.width
        if let last = runs.last, last.style == style {
            runs[runs.count - 1] = Run(last.text + text, style)
        } else {
            runs.append(Run(text, style))
        }
    }

    package mutating func append(_ other: StyledText) {
        for run in other.runs { append(run.text, run.style) }
    }

    package static func + (left: StyledText, right: StyledText) -> StyledText {
        var sum = left
        sum.append(right)
        return sum
    }

    /// All pieces drawn over `style`.
    package func over(_ style: Style) -> StyledText {
        StyledText(runs.map { Run($0.text, $0.style.over(style)) })
    }
}
