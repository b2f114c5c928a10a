import Domain
import Glibc

/// A client as the server knows it.
struct LinkPeer {
    let stream: SocketStream
    /// Whoever the kernel says is at the other end.
    let user: uid_t
    let actor: Actor
    /// It is another user's than the engine.
    let isGuest: Bool
    /// Until then the client has to have greeted, or to have taken what was said at the end.
    var deadline: ContinuousClock.Instant
    var isGreeted = false
    /// Requests that were taken and not answered yet.
    var open: Set<Int> = []
    /// Readings that are not begun yet.
    var readings: [(number: Int, query: ReadingQuery)] = []
    /// Readings of it that are under way: a short one, a long one.
    var reads: Set<ReadingLane.Kind> = []
    /// What the client was not told yet of the journal's growth.
    var growth: GrowthNote?
    /// Since when something waits for it without being taken, and how much it was then.
    var stall: (since: ContinuousClock.Instant, waiting: Int)?
    /// It is closed once what waits for it is out.
    var isLeaving = false

    init(
        stream: SocketStream,
        user: uid_t,
        actor: Actor,
        isGuest: Bool,
        deadline: ContinuousClock.Instant
    ) {
        self.stream = stream
        self.user = user
        self.actor = actor
        self.isGuest = isGuest
        self.deadline = deadline
    }

    /// Nothing more is taken from a client that does not take its answers.
    var wantsMore: Bool {
        !isLeaving
            && open.count < (isGuest ? LinkLimits.guestRequests : LinkLimits.requests)
            && stream.waiting < LinkLimits.waitingBytes
    }

    /// The moment from which it counts as one that takes nothing; nil where that is no matter.
    ///
    /// The engine's own user may stop a screen for as long as he likes.
    var stallEnd: ContinuousClock.Instant? {
        isGuest ? stall.map { $0.since + LinkLimits.patience } : nil
    }

    /// Looks whether something was taken since the last time.
    mutating func noteTaking(at now: ContinuousClock.Instant) {
        let waiting = stream.waiting
        guard waiting > 0 else {
            stall = nil
            return
        }
        if let stall, waiting >= stall.waiting { return }
        stall = (now, waiting)
    }

    /// Adds to what the client is told of the journal.
    mutating func tell(_ note: GrowthNote) {
        guard isGreeted, !isLeaving else { return }
        if growth == nil { growth = note } else { growth?.add(note) }
    }

    /// Adds to what the client is told of logs.
    mutating func tell(logs: [AttemptID]) {
        guard isGreeted, !isLeaving else { return }
        if growth == nil { growth = GrowthNote(logs: logs) } else { growth?.add(logs: logs) }
    }
}
