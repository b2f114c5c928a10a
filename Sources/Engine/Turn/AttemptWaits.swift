import Domain
import Foundation

/// When the waits between attempts end, by the clock that nobody sets.
///
/// The journal has the time that people see; an engine reads it when it hears of a wait first.
struct AttemptWaits {
    private var ends: [AttemptID: ContinuousClock.Instant] = [:]

    /// Takes up waits that are new and forgets those that are no more.
    mutating func follow(
        _ waits: [(attempt: AttemptID, until: Date)],
        at clock: any WallClock
    ) {
        guard !waits.isEmpty || !ends.isEmpty else { return }
        var left: [AttemptID: ContinuousClock.Instant] = [:]
        for wait in waits {
            // However wrong a clock was meanwhile, no wait is longer than the longest.
            let seconds = wait.until.timeIntervalSince(clock.now)
            let rest = Duration.seconds(min(max(0, seconds), StageSettings.longestWait))
            left[wait.attempt] = ends[wait.attempt] ?? clock.instant + rest
        }
        ends = left
    }

    /// The attempts after which the wait is over.
    func over(at instant: ContinuousClock.Instant) -> [AttemptID] {
        ends.filter { $0.value <= instant }.map(\.key)
    }

    /// When the next wait ends.
    var nextEnd: ContinuousClock.Instant? { ends.values.min() }
}
