import Foundation

extension StageSettings {
    /// The longest wait before another attempt, in seconds.
    package static let longestWait = 3_600.0

    /// Seconds to wait after the `tries`th attempt failed; doubled each time, up to a limit.
    package func wait(beforeTry tries: Int) -> Double {
        min(backoff.seconds * pow(2, Double(max(0, tries - 1))), Self.longestWait)
    }
}

extension Duration {
    /// The length in seconds.
    package var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}

extension ExitReport {
    /// How much of its output could not be written; nil where all of it was.
    package var lostOutput: String? {
        guard droppedBytes > 0 else { return nil }
        let bytes = UInt64(droppedBytes)
        let amount = bytes < 1_000 ? "a little" : DiskRoom.amount(bytes)
        return "\(amount) of its output could not be written"
    }

    /// What happened, in one sentence for people.
    package func words(stage: StageName, settings: StageSettings) -> String {
        switch status {
        case .exited(127):
            "'\(stage.short)' failed: a command was not found (exit status 127)."
        case .exited(126):
            "'\(stage.short)' failed: a command could not be executed (exit status 126)."
        case .exited(let code):
            "'\(stage.short)' failed with exit status \(code)."
        case .signalled(let signal) where isOutOfMemory:
            "'\(stage.short)' was killed by signal \(signal), probably out of memory."
        case .signalled(let signal):
            "'\(stage.short)' was killed by signal \(signal)."
        case .timedOut:
            "'\(stage.short)' was ended after its timeout of \(settings.timeout?.words ?? "?")."
        }
    }
}

extension Duration {
    /// A short text for people: `0.8 s`, `41 s`, `2 min 05 s`, `3 h 10 min`, `2 d 4 h`.
    package var words: String {
        let total = max(0, seconds)
        if total < 9.95 { return String(format: "%.1f s", total) }
        let whole = Int(total.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3_600 { return String(format: "%d min %02d s", whole / 60, whole % 60) }
        if whole < 86_400 {
            return String(format: "%d h %02d min", whole / 3_600, whole % 3_600 / 60)
        }
        return "\(whole / 86_400) d \(whole % 86_400 / 3_600) h"
    }
}
