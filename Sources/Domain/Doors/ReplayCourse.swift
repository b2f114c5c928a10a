package import Foundation

/// The events that a replay goes through, forward and back, and how things stood after each.
package struct ReplayCourse: Sendable {
    /// Entries that are read at a time.
    private static let page = 1_000
    /// States that are kept to go back to at most; those between them are made when asked for.
    private static let checkpointLimit = 64

    /// How things stood after the event that was reached.
    package private(set) var rebuild = Rebuild()
    /// The entry of that event; nil before the first.
    package private(set) var entry: JournalEntry?

    /// When the first event was; nil where there is none.
    package let start: Date?

    private let base: any Reading
    private let first: Int64
    private let last: Int64
    /// What was read and not reached, and up to where it was read.
    private var waiting: ArraySlice<JournalEntry> = []
    private var end = Position.start
    private var checkpoints = [Rebuild()]
    private var spacing = Int64(ReplayCourse.page)

    /// All of a journal as it stands, or of a run from its opening to its end, with what else
    /// happened meanwhile.
    ///
    /// Fails where the run is not known.
    package init(of base: any Reading, run: RunID? = nil) throws {
        self.base = base
        let newest = try base.activity(ActivityQuery(limit: 1)).first?.position.number ?? 0
        guard let run else {
            (first, last) = (1, newest)
            start = try base.entries(after: .start, limit: Self.page).first?.at
            return
        }
        guard let entries = try base.history(of: run)?.entries, let opening = entries.first else {
            throw Refusal(.unknownRun, "There is no run \(run).")
        }
        let ending = entries.first { entry in
            if case .runEnded = entry.event { true } else { false }
        }
        start = opening.at
        first = opening.position.number
        last = ending?.position.number ?? newest
    }

    /// How many events there are.
    package var count: Int { Int(max(0, last - first + 1)) }

    /// Which of them was reached, counted from 1.
    package var event: Int { Int(max(0, rebuild.position.number - first + 1)) }

    /// The entry that comes next; nil at the end.
    package mutating func next() throws -> JournalEntry? {
        while waiting.isEmpty, end.number < last {
            let limit = min(Self.page, Int(last - end.number))
            waiting = try base.entries(after: end, limit: limit)[...]
            end = Position(end.number + Int64(limit))
        }
        return waiting.first
    }

    /// Goes on by an event, at the beginning to the first; false at the end.
    @discardableResult
    package mutating func advance() throws -> Bool {
        while let next = try next() {
            waiting.removeFirst()
            rebuild.apply(next)
            entry = next
            let reached = rebuild.position.number
            if reached - (checkpoints.last?.position.number ?? 0) >= spacing { keep() }
            if reached >= first { return true }
        }
        return false
    }

    /// Goes back by an event, which is read anew from the state kept before it; the first stays.
    package mutating func goBack() throws {
        guard event > 1 else { return }
        try go(to: rebuild.position.number - 1)
    }

    /// Goes to before the first event.
    package mutating func restart() {
        (rebuild, entry) = (Rebuild(), nil)
        (waiting, end) = ([], .start)
    }

    private mutating func go(to target: Int64) throws {
        rebuild = checkpoints.last { $0.position.number < target } ?? Rebuild()
        (waiting, end) = ([], rebuild.position)
        while let next = try next(), next.position.number <= target { try advance() }
    }

    /// Keeps the state as it is; where there are many, every other one goes.
    private mutating func keep() {
        checkpoints.append(rebuild)
        guard checkpoints.count > Self.checkpointLimit else { return }
        checkpoints = checkpoints.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        spacing *= 2
    }
}
