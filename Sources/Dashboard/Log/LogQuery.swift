package import Domain
package import Logs

/// What the log screen asks of the thread that reads logs.
package enum LogQuery: Hashable, Sendable {
    case page(AttemptID, LogPageRequest)
    /// How large the log is and how far counting has come.
    case status(AttemptID)
    case seek(AttemptID, LogSeek)
    /// The lines that hold two offsets and those between, as clean text.
    case copy(AttemptID, from: Int, through: Int, filter: LogPattern?)
    /// Ends the searches for everything but this filter.
    case stop(AttemptID, keeping: LogPattern?)

    /// The attempt whose log is meant.
    package var attempt: AttemptID {
        switch self {
        case .page(let attempt, _), .status(let attempt), .seek(let attempt, _),
            .copy(let attempt, _, _, _), .stop(let attempt, _):
            attempt
        }
    }
}

/// A window of lines.
package struct LogPageRequest: Hashable, Sendable {
    /// Where the window lies.
    package enum Anchor: Hashable, Sendable {
        case tail
        /// Around the line that holds this offset.
        case around(Int)
    }

    /// What the screen does with its cursor when the window has come.
    package enum Reveal: Hashable, Sendable {
        /// It stays on its line.
        case nothing
        case last
        /// It goes to the line that holds this offset.
        case offset(Int)
    }

    package var anchor: Anchor
    /// Lines before the anchor's, at most.
    package var before: Int
    /// The anchor's line and those behind it, at most.
    package var after: Int
    /// What is marked in the lines.
    package var find: LogPattern?
    /// Only lines that match this.
    package var filter: LogPattern?
    package var reveal: Reveal

    package init(
        anchor: Anchor,
        before: Int,
        after: Int,
        find: LogPattern? = nil,
        filter: LogPattern? = nil,
        reveal: Reveal = .nothing
    ) {
        self.anchor = anchor
        self.before = before
        self.after = after
        self.find = find
        self.filter = filter
        self.reveal = reveal
    }
}

/// A place that is looked for.
package struct LogSeek: Hashable, Sendable {
    /// What is looked for.
    package enum Target: Hashable, Sendable {
        case match(LogPattern)
        case trouble
    }

    package let target: Target
    package let direction: LineDirection
    /// Only behind this offset, or only before it.
    package let from: Int
    /// Only in lines that match this.
    package let filter: LogPattern?
    /// Goes on at the log's other end.
    package let goesAround: Bool
    /// Tells this search from earlier ones; the newest one counts.
    package let number: Int

    package init(
        target: Target,
        direction: LineDirection,
        from: Int,
        filter: LogPattern? = nil,
        goesAround: Bool = true,
        number: Int
    ) {
        self.target = target
        self.direction = direction
        self.from = from
        self.filter = filter
        self.goesAround = goesAround
        self.number = number
    }
}
