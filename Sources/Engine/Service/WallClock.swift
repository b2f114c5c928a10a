package import Foundation

/// Where the engine reads the time that people see.
package protocol WallClock: Sendable {
    var now: Date { get }
}

/// The machine's own clock.
package struct SystemClock: WallClock {
    package init() {}

    package var now: Date { Date() }
}
