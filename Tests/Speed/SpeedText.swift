import Foundation

/// Numbers as the tables show them.
enum SpeedText {
    static func seconds(_ value: Double) -> String {
        switch value {
        case ..<0.001: String(format: "%.0f µs", value * 1e6)
        case ..<0.01: String(format: "%.2f ms", value * 1e3)
        case ..<1: String(format: "%.0f ms", value * 1e3)
        case ..<100: String(format: "%.2f s", value)
        default: String(format: "%.0f s", value)
        }
    }

    static func bytes(_ count: Int) -> String {
        String(format: "%.0f MB", Double(count) / 1e6)
    }

    static func factor(_ value: Double) -> String {
        value >= 100 || value == value.rounded()
            ? String(format: "%.0f", value)
            : String(format: value >= 10 ? "%.1f" : "%.2f", value)
    }

    /// How one time stands to another, said so that the number is above 1.
    static func ratio(_ own: Double, _ other: Double) -> String {
        guard own > 0, other > 0 else { return "" }
        return own <= other
            ? "\(factor(other / own)) x faster"
            : "\(factor(own / other)) x its time"
    }

    /// A median, with what it is for one stage where there are many.
    static func amount(_ result: SpeedResult) -> String {
        let units = result.contender.units
        guard units > 1 else { return seconds(result.wall) }
        let one = seconds(result.wall / units)
        return "\(seconds(result.wall)) for \(Int(units)), \(one) each"
    }

    /// A line about times in milliseconds.
    static func times(_ name: String, _ times: [Double], goal: String) -> String {
        let sorted = times.sorted()
        let median = sorted[sorted.count / 2]
        let p99 = sorted[min(sorted.count - 1, sorted.count * 99 / 100)]
        return String(
            format: "  %-36@ median %7.2f ms  p99 %7.2f ms   goal %@",
            name as NSString,
            median,
            p99,
            goal as NSString
        )
    }
}
