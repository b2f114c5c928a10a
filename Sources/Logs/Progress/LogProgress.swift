/// How far a stage says it has come.
package struct LogProgress: Sendable, Hashable {
    /// What told it.
    package enum Source: Sendable, Hashable {
        /// The terminal's progress sequence, OSC 9;4.
        case terminal
        /// A bar such as tqdm draws.
        case bar
        /// A counter such as `epoch 67/100`.
        case counter
        /// A bare percentage.
        case percentage
    }

    /// What the stage does at the moment, where it said so.
    package enum State: Sendable, Hashable {
        case running
        case paused
        case failed
    }

    /// From 0 to 1, or `nil` when something goes on but nobody knows how far it is.
    package var fraction: Double?
    /// What is counted, such as `epoch 67/100`; empty when the stage named nothing.
    package var label: String
    package var source: Source
    package var state: State
    /// What the stage itself expects to need still.
    package var remaining: Duration?
    /// Where in the log the line or the sequence that told it starts.
    package var offset: Int

    package init(
        fraction: Double?,
        label: String = "",
        source: Source,
        state: State = .running,
        remaining: Duration? = nil,
        offset: Int = 0
    ) {
        self.fraction = fraction
        self.label = label
        self.source = source
        self.state = state
        self.remaining = remaining
        self.offset = offset
    }
}
