import Domain
import Foundation
import Terminal

/// Times and ages as the screens say them.
enum Times {
    /// `14:03`.
    static func clock(_ date: Date, _ zone: TimeZone) -> SafeText {
        let seconds =
            Int(date.timeIntervalSince1970.rounded(.down)) + zone.secondsFromGMT(for: date)
        let minutes = ((seconds / 60) % 1_440 + 1_440) % 1_440
        return SafeText(untrusted: String(format: "%02d:%02d", minutes / 60, minutes % 60))
    }

    /// `00:41`, `12:05`, `3:10:22`.
    static func stopwatch(_ seconds: Double) -> SafeText {
        let whole = max(0, Int(seconds))
        let text =
            whole < 3_600
            ? String(format: "%02d:%02d", whole / 60, whole % 60)
            : String(format: "%d:%02d:%02d", whole / 3_600, whole / 60 % 60, whole % 60)
        return SafeText(untrusted: text)
    }

    /// `now`, `6 min`, `2 h`, `41 d`.
    static func age(_ date: Date, at now: Date) -> SafeText {
        let seconds = max(0, now.timeIntervalSince(date))
        let text =
            switch seconds {
            case ..<60: "now"
            case ..<3_600: "\(Int(seconds / 60)) min"
            case ..<86_400: "\(Int(seconds / 3_600)) h"
            default: "\(Int(seconds / 86_400)) d"
            }
        return SafeText(untrusted: text)
    }
}
