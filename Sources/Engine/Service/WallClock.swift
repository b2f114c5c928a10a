package import Foundation

/// Where the engine reads the time.
package protocol WallClock: Sendable {
    /// The time that people see.
    var now: Date { get }

    /// The time that waiting goes by; nobody sets it.
    var instant: ContinuousClock.Instant { get }
}

/// The machine's own clocks.
package struct SystemClock: WallClock {
    package init() {}

    package var now: Date { Date() }

    package var instant: ContinuousClock.Instant { .now }
}
