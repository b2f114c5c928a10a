package import Terminal

/// A stretch of numbers with ticks at round ones.
package struct NumberAxis: Hashable, Sendable {
    /// A round number and its label.
    package struct Tick: Hashable, Sendable {
        package let value: Double
        package let label: SafeText
    }

    package let lower: Double
    package let upper: Double
    package let ticks: [Tick]

    /// An axis for values from `least` to `most` with about so many steps between ticks.
    ///
    /// With `isRound` it ends at round numbers, so that the outermost ticks are its ends. A single
    /// value gets room on both sides. Ends that are not finite are taken as 0 and 1. With `isWhole`
    /// no tick stands between whole numbers.
    package init(
        from least: Double,
        to most: Double,
        steps: Int,
        isRound: Bool,
        isWhole: Bool = false
    ) {
        var (least, most) = least.isFinite && most.isFinite ? (least, most) : (0, 1)
        if least > most { swap(&least, &most) }
        if least == most {
            let room = max(abs(least) * 0.1, least == 0 ? 1 : .leastNormalMagnitude)
            (least, most) = (least - room, most + room)
        }
        let count = Double(max(1, steps))
        let fine = Self.step(atLeast: most / count - least / count)
        let step = isWhole ? max(1, fine == 2.5 ? 5 : fine) : fine
        guard step.isFinite, step > 0, (most - least).isFinite else {
            (lower, upper, ticks) = (least, most, [])
            return
        }
        let first = isRound ? (least / step).rounded(.down) : (least / step).rounded(.up)
        let last = isRound ? (most / step).rounded(.up) : (most / step).rounded(.down)
        lower = isRound ? first * step : least
        upper = isRound ? last * step : most
        guard last - first < 1_000, abs(last) < 1e15, abs(first) < 1e15 else {
            ticks = []
            return
        }
        ticks = stride(from: first, through: last, by: 1).map { number in
            let value = number * step
            return Tick(value: value, label: Self.label(value, step: step))
        }
    }

    /// Where a value lies, from 0 at the lower end to 1 at the upper one.
    package func share(of value: Double) -> Double {
        // Halves first: the difference of two large numbers may be infinite.
        let range = upper / 2 - lower / 2
        guard range > 0 else { return 0.5 }
        return (value / 2 - lower / 2) / range
    }

    /// The next of 1, 2, 2.5 and 5 times a power of ten.
    private static func step(atLeast size: Double) -> Double {
        guard size > 0, size.isFinite else { return 1 }
        let power = power(ofTen: Int(log10(size).rounded(.down)))
        let factor = size / power
        // What rounding added must not make a step too large.
        for nice in [1, 2, 2.5, 5] where factor <= nice * (1 + 1e-9) { return nice * power }
        return 10 * power
    }

    private static func log10(_ value: Double) -> Double {
        // Enough for choosing a step, and the same on every machine.
        Double(value.exponent) * 0.301_029_995_663_981_2 + significandLog(value.significand)
    }

    private static func significandLog(_ value: Double) -> Double {
        // The series of artanh, which is exact to 1e-9 from 1 to 2.
        let ratio = (value - 1) / (value + 1)
        var term = ratio
        var sum = 0.0
        for odd in stride(from: 1.0, through: 17, by: 2) {
            sum += term / odd
            term *= ratio * ratio
        }
        return 2 * sum * 0.434_294_481_903_251_8
    }

    private static func power(ofTen exponent: Int) -> Double {
        Double("1e\(exponent)") ?? 1
    }

    // MARK: - Labels

    /// A number with as many digits as a step of this size needs: `0.25`, `12`, `1.5k`, `2e-5`.
    package static func label(_ value: Double, step: Double) -> SafeText {
        if value == 0 || abs(value) < step / 1_000 { return "0" }
        let size = max(abs(value), step)
        if size >= 1e15 || step < 1e-4 { return SafeText(untrusted: scientific(value, step)) }
        for (unit, letter) in [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")]
        where size >= unit * 10 && step >= unit / 100 {
            return SafeText(untrusted: fixed(value / unit, step: step / unit) + letter)
        }
        return SafeText(untrusted: fixed(value, step: step))
    }

    private static func fixed(_ value: Double, step: Double) -> String {
        var digits = 0
        var scaled = step
        while digits < 6, abs(scaled - scaled.rounded()) > 1e-6 * scaled {
            digits += 1
            scaled *= 10
        }
        return decimal(value, digits: digits)
    }

    /// A number with so many digits after its point.
    package static func decimal(_ value: Double, digits: Int) -> String {
        let scale = power(ofTen: digits)
        let rounded = (value * scale).rounded()
        guard abs(rounded) < 1e18 else { return value.description }
        let whole = Int(rounded.magnitude)
        let sign = rounded < 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        let unit = Int(scale)
        let rest = String(whole % unit)
        let zeros = String(repeating: "0", count: digits - rest.utf8.count)
        return "\(sign)\(whole / unit).\(zeros)\(rest)"
    }

    private static func scientific(_ value: Double, _ step: Double) -> String {
        let exponent = Int(log10(abs(value)).rounded(.down))
        let unit = power(ofTen: exponent)
        return "\(fixed(value / unit, step: max(step / unit, 0.01)))e\(exponent)"
    }

    /// A value for people: four significant digits, without zeros at its end.
    package static func value(_ value: Double) -> SafeText {
        guard value.isFinite else { return SafeText(untrusted: value.description) }
        guard value != 0 else { return "0" }
        let size = Int(log10(abs(value)).rounded(.down))
        if size < -4 || size > 14 {
            let mantissa = trimmed(decimal(value / power(ofTen: size), digits: 3))
            return SafeText(untrusted: "\(mantissa)e\(size)")
        }
        return SafeText(untrusted: trimmed(decimal(value, digits: min(8, max(0, 3 - size)))))
    }

    /// A difference with its sign: `+0.016`, `−0.02`, `±0`.
    package static func change(_ change: Double) -> SafeText {
        if change == 0 { return "±0" }
        return (change < 0 ? "−" : "+") + value(abs(change))
    }

    private static func trimmed(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
        var text = text
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
