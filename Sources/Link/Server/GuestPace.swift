/// How much of the engine each of the other users has taken, so that none takes all of it.
///
/// A user's share comes back with time, as much a second as a second; who is ahead of it waits.
package struct GuestPace {
    /// When what a user took is made up for.
    private var even: [UInt32: ContinuousClock.Instant] = [:]

    package init() {}

    /// From when on something of the user's is taken; nil where that is now.
    package func wait(
        of user: UInt32,
        at now: ContinuousClock.Instant
    ) -> ContinuousClock.Instant? {
        guard let even = even[user] else { return nil }
        let start = even - LinkLimits.burst
        return start > now ? start : nil
    }

    /// What a command of so many bytes takes: the journal grows by it.
    package static func cost(ofCommand bytes: Int) -> Duration {
        LinkLimits.commandCost + .seconds(bytes) / LinkLimits.commandBytes
    }

    /// What a reading takes that was made in this time.
    package static func cost(ofReading time: Duration) -> Duration {
        min(LinkLimits.longestCost, LinkLimits.readingCost + time * LinkLimits.readingShare)
    }

    /// Counts what something took.
    package mutating func add(_ cost: Duration, of user: UInt32, at now: ContinuousClock.Instant) {
        even[user] = max(even[user] ?? now, now) + cost
    }
}
