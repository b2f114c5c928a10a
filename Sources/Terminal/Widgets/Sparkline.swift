/// Numbers as a row of small bars: `▂▃▂▅█`.
package struct Sparkline: Hashable, Sendable {
    private let values: [Double]

    /// The value at the foot of the bars; the smallest one when `nil`.
    private let floor: Double?

    /// Values from old to new; one that is not a number is a gap.
    package init(_ values: [Double], floor: Double? = nil) {
        self.values = values
        self.floor = floor
    }

    /// The bars in at most `width` cells; more values than cells are averaged.
    package func text(width: Int) -> SafeText {
        let values = averaged(to: max(0, width))
        let finite = values.filter(\.isFinite)
        guard let smallest = finite.min(), let largest = finite.max() else {
            return .spaces(values.count)
        }
        let low = min(floor ?? smallest, smallest)
        return values.reduce(SafeText.empty) { line, value in
            line + SafeText(glyph: Sparkline.bar(value, from: low, to: largest))
        }
    }

    private static func bar(_ value: Double, from low: Double, to high: Double) -> Glyph {
        guard value.isFinite else { return " " }
        // Halves first: the difference of two large numbers may be infinite.
        let range = high / 2 - low / 2
        guard range > 0 else { return .lowerBlock(eighths: 4) }
        return .lowerBlock(eighths: 1 + Int(((value / 2 - low / 2) / range * 7).rounded()))
    }

    private func averaged(to width: Int) -> [Double] {
        guard values.count > width, width > 0 else { return width > 0 ? values : [] }
        return (0..<width).map { cell in
            let bucket = values[values.count * cell / width..<values.count * (cell + 1) / width]
            let finite = bucket.filter(\.isFinite)
            guard !finite.isEmpty else { return .nan }
            return finite.reduce(0) { $0 + $1 / Double(finite.count) }
        }
    }
}
