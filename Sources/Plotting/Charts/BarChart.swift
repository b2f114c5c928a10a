package import Terminal

/// Values as bars beside their names, one a row.
package struct BarChart: Hashable, Sendable {
    /// A bar with its name.
    package struct Bar: Hashable, Sendable {
        package let name: SafeText
        package let value: Double

        package init(name: SafeText, value: Double) {
            self.name = name
            self.value = value
        }
    }

    private let bars: [Bar]

    package init(_ bars: [Bar]) {
        self.bars = bars
    }

    /// The rows all bars take.
    package var height: Int { bars.count }

    /// Draws as many bars as the canvas has rows; the last row says how many are left.
    package func draw(on canvas: inout Canvas) {
        let isCut = bars.count > canvas.height
        let shown = isCut ? bars.prefix(max(0, canvas.height - 1)) : bars[...]
        let names = min(shown.map(\.name.width).max() ?? 0, canvas.width / 3)
        let labels = shown.map { NumberAxis.value($0.value) }
        let room = labels.map(\.width).max() ?? 0
        let width = max(1, canvas.width - names - room - 3)
        let low = min(0, bars.map(\.value).min() ?? 0)
        let high = max(0, bars.map(\.value).max() ?? 0)
        let axis = NumberAxis(from: low, to: high == low ? low + 1 : high, steps: 1, isRound: false)
        for (y, bar) in shown.enumerated() {
            let place = Point(x: 0, y: y)
            canvas.draw(bar.name, at: place, width: names, truncation: .middle)
            let area = Rect(x: names + 1, y: y, width: width, height: 1)
            canvas.within(area) { Self.draw(bar.value, axis, on: &$0) }
            let label = Point(x: canvas.width - room, y: y)
            canvas.draw(labels[y], at: label, width: room, .muted, alignment: .right)
        }
        guard isCut, canvas.height > 0 else { return }
        let rest: SafeText = "… and \(bars.count - shown.count) more"
        canvas.draw(rest, at: Point(x: 0, y: canvas.height - 1), .muted)
    }

    private static func draw(_ value: Double, _ axis: NumberAxis, on canvas: inout Canvas) {
        let eighths = Double(canvas.width * 8)
        let zero = Int((axis.share(of: 0) * eighths).rounded())
        let end = Int((axis.share(of: value) * eighths).rounded())
        let style = Style(.series(value < 0 ? 1 : 0))
        if end >= zero {
            // Whole cells from zero on, then a part of one.
            let first = zero / 8
            for x in first..<max(first, end / 8) {
                canvas.draw(glyph: "█", at: Point(x: x, y: 0), style)
            }
            let rest = end % 8
            if rest > 0 {
                canvas.draw(glyph: .leftBlock(eighths: rest), at: Point(x: end / 8, y: 0), style)
            }
        } else {
            for x in (end / 8)..<max(end / 8 + 1, zero / 8) {
                canvas.draw(glyph: "▓", at: Point(x: x, y: 0), style)
            }
        }
    }
}
