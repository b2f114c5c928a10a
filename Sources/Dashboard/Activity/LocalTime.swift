package import Foundation
import Terminal

/// A moment as the calendar and the clock of a place show it.
package struct LocalTime: Hashable, Sendable {
    /// Days since 1 January 1970, by that place's calendar.
    package let day: Int
    private let secondOfDay: Int

    package init(_ date: Date, in zone: TimeZone) {
        // Dates beyond what a clock can show come from a broken file; they show its bounds.
        let time = min(max(date.timeIntervalSince1970, -1e11), 1e11)
        let seconds = Int(time.rounded(.down)) + zone.secondsFromGMT(for: date)
        let dayLength = 86_400
        secondOfDay = ((seconds % dayLength) + dayLength) % dayLength
        day = (seconds - secondOfDay) / dayLength
    }

    /// `14:03`.
    package var minuteText: String {
        Self.digits(secondOfDay / 3_600) + ":" + Self.digits(secondOfDay / 60 % 60)
    }

    /// `14:03:20`.
    package var secondText: String { minuteText + ":" + Self.digits(secondOfDay % 60) }

    /// `2026-11-23`.
    package var dateText: String {
        let (year, month, day) = civil
        return "\(year)-\(Self.digits(month))-\(Self.digits(day))"
    }

    /// `11-23 14:03`, short enough for a column.
    var shortText: SafeText {
        SafeText(untrusted: dateText.dropFirst(5) + " " + minuteText)
    }

    /// `Monday`.
    package var weekdayName: String {
        let names = [
            "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday",
        ]
        return names[((day % 7) + 7) % 7]
    }

    private static func digits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// Year, month and day of the Gregorian calendar, reckoned in eras of 400 years that begin in
    /// March, so that a leap day is the last day of a year.
    private var civil: (year: Int, month: Int, day: Int) {
        let eraLength = 146_097
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - eraLength + 1) / eraLength
        let dayOfEra = shifted - era * eraLength
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}

extension Int {
    /// The number with its digits in groups of three: `12,345`.
    var grouped: String {
        var text = ""
        for (index, digit) in String(magnitude).reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (self < 0 ? "-" : "") + String(text.reversed())
    }
}
