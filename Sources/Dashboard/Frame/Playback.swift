package import Domain

/// How far a replay is.
package struct Playback: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        case playing
        case paused
        /// The last event is shown; nothing follows.
        case over
    }

    /// Seconds of the past in a second, at the least and at the most.
    package static let speeds = 0.01...1_000_000

    package var state: State
    /// The event that is shown, counted from 1; 0 before the first.
    package var event: Int
    package let count: Int
    /// What happened with it.
    package var entry: JournalEntry?
    /// Seconds of the past in a second.
    package var speed: Double

    package init(
        state: State = .playing,
        event: Int = 0,
        entry: JournalEntry? = nil,
        count: Int,
        speed: Double
    ) {
        self.state = state
        self.event = event
        self.entry = entry
        self.count = count
        self.speed = speed
    }

    /// The speed a key leads to: twice it, or half; the bounds end it.
    package func speed(faster: Bool) -> Double {
        let wanted = faster ? speed * 2 : speed / 2
        return min(max(wanted, Self.speeds.lowerBound), Self.speeds.upperBound)
    }
}

/// What a person asks of a replay.
package enum PlaybackCommand: Hashable, Sendable {
    /// Stops, or goes on; at the end it begins anew.
    case playOrPause
    case faster
    case slower
    /// Shows the event after, and stops there.
    case forward
    /// Shows the event before, and stops there.
    case back
}

/// What plays the past into a dashboard.
package protocol Player: Sendable {
    /// How far it is; never waits.
    var playback: Playback { get }

    /// Does it soon; those who follow hear of it.
    func take(_ command: PlaybackCommand)
}
