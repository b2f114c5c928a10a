import Dashboard
import Domain
import Foundation
import Synchronization

/// Plays a project's past from its journal, on a thread of its own.
final class Replay: Sendable {
    /// How fast, and which part.
    struct Pace {
        /// Seconds of the past in a second.
        var speed = 10.0
        /// The longest wait for the next event.
        var pause = Duration.seconds(2)
        /// Only this run; what was before it is there at once.
        var run: RunID?
    }

    /// The past's clock: between two events it goes evenly from one to the other.
    private struct Clock {
        var from: Date
        var to: Date
        var began = ContinuousClock.now
        var length = Duration.zero

        func time(at instant: ContinuousClock.Instant) -> Date {
            let passed = length > .zero ? (instant - began) / length : 1
            return from.addingTimeInterval(to.timeIntervalSince(from) * min(1, max(0, passed)))
        }
    }

    /// Entries that are read at a time.
    private static let page = 1_000

    let past: PastReading
    private let base: any Reading
    private let pace: Pace
    private let newest: Position
    private let clock: Mutex<Clock>
    private let stop: Mailbox<Void>

    /// Fails with a refusal where there is nothing to be played.
    init(of base: any Reading, _ pace: Pace) throws {
        self.base = base
        self.pace = pace
        past = PastReading(of: base)
        stop = try Mailbox(capacity: 1)
        guard let last = try base.activity(ActivityQuery(limit: 1)).first,
            let first = try base.entries(after: .start, limit: Self.page).first
        else { throw Refusal(.unknownRun, "Nothing has happened here yet.") }
        newest = last.position
        clock = Mutex(Clock(from: first.at, to: first.at))
        if let run = pace.run, try base.run(run) == nil {
            throw Refusal(.unknownRun, "There is no run \(run).")
        }
    }

    /// The time in the past.
    var now: Date { clock.withLock { $0.time(at: .now) } }

    /// Plays until the end or until it is ended; `listener` is told of each step.
    func play(_ listener: @escaping @Sendable (Growth) -> Void) {
        let thread = Thread { [self] in
            do {
                try walk { entry, isShown in
                    if isShown, !wait(for: entry.at) { return false }
                    past.advance(by: entry)
                    if isShown {
                        listener(Growth(position: entry.position, runs: [], entries: [entry]))
                    }
                    return true
                }
            } catch {
                listener(Growth(position: newest, runs: [], trouble: "\(error)"))
            }
        }
        thread.name = "pitwall replay"
        thread.stackSize = 4 << 20
        thread.start()
    }

    func end() { stop.post(()) }

    /// Goes through the journal to the position that was its newest; `body` says whether to go on.
    ///
    /// Entries before the run that is meant are not shown; after its end nothing follows.
    func walk(_ body: (JournalEntry, _ isShown: Bool) throws -> Bool) throws {
        var position = Position.start
        var isShown = pace.run == nil
        while position < newest {
            let limit = min(Self.page, Int(newest.number - position.number))
            for entry in try base.entries(after: position, limit: limit) {
                if case .runOpened(let opened) = entry.event, opened.run == pace.run {
                    isShown = true
                    clock.withLock { $0 = Clock(from: entry.at, to: entry.at) }
                }
                guard try body(entry, isShown) else { return }
                if case .runEnded(let run, _) = entry.event, run == pace.run { return }
            }
            position = Position(position.number + Int64(limit))
        }
    }

    /// Waits as long as the past did, at its speed; false when it was ended.
    private func wait(for time: Date) -> Bool {
        let length = clock.withLock { clock in
            // A clock that was set back stops the past's for a while.
            let gap = max(0, time.timeIntervalSince(clock.to))
            let length = min(pace.pause, .seconds(gap / pace.speed))
            clock = Clock(from: clock.to, to: max(clock.to, time), length: length)
            return length
        }
        return stop.wait(until: .now + length).isEmpty
    }
}
