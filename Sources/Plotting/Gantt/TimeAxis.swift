package import Terminal

/// A stretch of time on so many cells, with ticks at round times.
package struct TimeAxis: Hashable, Sendable {
    /// A place on the axis with its label.
    package struct Tick: Hashable, Sendable {
        package let cell: Int
        package let label: SafeText
    }

    /// The seconds the axis covers, from 0; always above zero.
    package let span: Double
    package let width: Int

    /// Blank cells between two labels at least.
    private static let labelGap = 2

    private static let steps: [Double] = [
        0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800,
        21_600, 43_200, 86_400, 172_800, 604_800,
    ]

    /// An axis for what lasts `span` seconds; nothing sensible is taken as one second.
    package init(span: Double, width: Int) {
        self.span = span.isFinite && span > 0 ? span : 1
        self.width = max(0, width)
    }

    /// The cell in which a time lies, cut to the axis.
    package func cell(at seconds: Double) -> Int {
        guard width > 0, seconds.isFinite else { return 0 }
        let share = min(max(seconds / span, 0), 1)
        return min(width - 1, Int(share * Double(width)))
    }

    /// Ticks as close as their labels allow; a label stands right of its tick.
    package var ticks: [Tick] {
        let steps = TimeAxis.steps + [TimeAxis.roundedUp(span / 4)]
        for step in steps {
            let distance = step / span * Double(width)
            guard distance >= 4, span / step <= Double(width) else { continue }
            let times = (0...Int(span / step)).map { Double($0) * step }
            let ticks = times.map {
                Tick(cell: cell(at: $0), label: TimeAxis.label($0, step: step))
            }
            let isRoomy = zip(ticks, ticks.dropFirst()).allSatisfy { tick, next in
                tick.cell + tick.label.width + TimeAxis.labelGap <= next.cell
            }
            if isRoomy { return ticks.filter { $0.cell + $0.label.width <= width } }
        }
        return []
    }

    /// One significant digit, rounded up, for spans beyond all steps.
    private static func roundedUp(_ seconds: Double) -> Double {
        let weeks = (seconds / 604_800).rounded(.up)
        return max(1, weeks) * 604_800
    }

    /// A time in the largest unit the step allows: `0`, `0.5 s`, `45 s`, `2 min`, `1:30 h`, `3 d`.
    static func label(_ seconds: Double, step: Double) -> SafeText {
        if seconds == 0 { return "0" }
        if step < 1 {
            let tenths = Int((seconds * 10).rounded())
            return "\(tenths / 10).\(tenths % 10) s"
        }
        let whole = Int(seconds.rounded())
        if whole < 60 || (step < 60 && whole < 60) { return "\(whole) s" }
        if whole < 3_600 {
            let rest = whole % 60
            return rest == 0 ? "\(whole / 60) min" : "\(whole / 60):\(twoDigits(rest)) min"
        }
        if whole < 86_400 || whole % 86_400 != 0 {
            let rest = whole % 3_600 / 60
            return rest == 0 ? "\(whole / 3_600) h" : "\(whole / 3_600):\(twoDigits(rest)) h"
        }
        return "\(whole / 86_400) d"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
