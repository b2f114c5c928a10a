import Foundation

/// A moment as people write it on a command line.
enum TimeArgument {
    /// What can be written, for those who wrote something else.
    static let examples =
        "a span such as 30s, 90m, 8h, 2d or 1w, or a time such as 2026-11-23, "
        + "'2026-11-23 14:00' or 14:00"

    private static let units: [Character: Double] = [
        "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800,
    ]
    private static let formats = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"]

    /// A span before now, a day, a time of a day, or a time today, in a zone of its own or a given
    /// one; nil for anything else.
    static func date(_ text: String, before now: Date, _ zone: TimeZone) -> Date? {
        if let unit = text.last.flatMap({ units[$0] }), let count = Double(text.dropLast()),
            count > 0, count.isFinite
        {
            return now.addingTimeInterval(-count * unit)
        }
        if let date = try? Date(text, strategy: .iso8601) { return date }  // As --json prints it.
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = zone
        formatter.isLenient = false
        formatter.dateFormat = "yyyy-MM-dd"
        let today = formatter.string(from: now)
        let written = text.replacing("T", with: " ")
        for whole in [written, "\(today) \(written)"] {
            for format in formats {
                formatter.dateFormat = format
                if let date = formatter.date(from: whole) { return date }
            }
        }
        return nil
    }
}
