import Dashboard
import Domain
import Foundation
import Synchronization

/// Plays a project's past from its journal, on a thread of its own.
///
/// To a dashboard it is the engine: it tells of what happens, and takes no commands.
final class Replay: Sendable {
    /// How fast.
    struct Pace {
        /// Seconds of the past in a second.
        var speed = 10.0
        /// The longest wait for the next event.
        var pause = Duration.seconds(2)
    }

    private struct State {
        var clock: PastClock
        var playback: Playback
    }

    /// How things stand at the event that is shown.
    let past: PastReading
    private let course: ReplayCourse
    private let pause: Duration
    private let state: Mutex<State>
    /// What is asked of it; nil ends it.
    private let asked: Mailbox<PlaybackCommand?>

    /// Fails with a refusal where there is nothing to be played.
    init(_ course: ReplayCourse, of base: any Reading, _ pace: Pace) throws {
        guard course.count > 0, let start = course.start else {
            throw Refusal(.unknownRun, "Nothing has happened here yet; there is nothing to play.")
        }
        self.course = course
        pause = pace.pause
        past = PastReading(of: base)
        let playback = Playback(count: course.count, speed: pace.speed)
        state = Mutex(State(clock: PastClock(at: start), playback: playback))
        asked = try Mailbox(capacity: 1_000)
    }

    /// The time in the past.
    var now: Date { state.withLock { $0.clock.time(at: .now) } }

    func end() { asked.post(nil) }
}

extension Replay: Player {
    var playback: Playback { state.withLock(\.playback) }

    func take(_ command: PlaybackCommand) { asked.post(command) }
}

extension Replay: EngineDoor {
    private static let refusal = Refusal(.readOnly, "This is a replay; nothing acts on the past.")

    func send(
        _ command: Command,
        by actor: Actor,
        reply: @escaping @Sendable (Result<Reply, Refusal>) -> Void
    ) {
        reply(.failure(Self.refusal))
    }

    func lease(_ attempt: AttemptID) throws(Refusal) -> ForegroundLaunch { throw Self.refusal }

    /// Plays; the listener is told of each step.
    func follow(_ listener: @escaping @Sendable (Growth) -> Void) {
        let thread = Thread { [self] in
            var course = course
            do {
                try play(&course, listener)
            } catch {
                let position = course.rebuild.position
                listener(Growth(position: position, runs: [], trouble: "\(error)"))
            }
        }
        thread.name = "pitwall replay"
        thread.stackSize = 4 << 20
        thread.start()
    }
}

// MARK: - Playing

extension Replay {
    private func play(
        _ course: inout ReplayCourse,
        _ listener: (Growth) -> Void
    ) throws {
        // What was before a run that is played may take a while.
        try course.advance()
        while true {
            let deadline = wait(for: try course.next())
            show(course, listener)
            let commands = asked.wait(until: deadline)
            for command in commands {
                guard let command else { return }
                try obey(command, &course)
            }
            if commands.isEmpty { try course.advance() }
        }
    }

    private func show(_ course: ReplayCourse, _ listener: (Growth) -> Void) {
        past.show(course.rebuild)
        state.withLock { state in
            state.playback.event = course.event
            state.playback.entry = course.entry
        }
        listener(Growth(position: course.rebuild.position, runs: []))
    }

    /// Sets the clock going towards the next event, and gives when it is there; nil where it
    /// stands still.
    private func wait(for next: JournalEntry?) -> ContinuousClock.Instant? {
        state.withLock { state in
            let now = ContinuousClock.now
            let time = state.clock.time(at: now)
            if next == nil { state.playback.state = .over }
            guard let next, state.playback.state == .playing else {
                state.clock = PastClock(at: time)
                return nil
            }
            // A clock that was set back stops the past's for a while.
            let gap = max(0, next.at.timeIntervalSince(time))
            let length = min(pause, .seconds(gap / state.playback.speed))
            state.clock = PastClock(at: time, to: max(time, next.at), since: now, length)
            return now + length
        }
    }

    private func obey(_ command: PlaybackCommand, _ course: inout ReplayCourse) throws {
        switch command {
        case .slower, .faster:
            state.withLock { state in
                state.playback.speed = state.playback.speed(faster: command == .faster)
            }
        case .playOrPause where playback.state == .over:
            course.restart()
            try course.advance()
            stand(at: course.entry, .playing)
        case .playOrPause:
            state.withLock { state in
                state.playback.state = state.playback.state == .playing ? .paused : .playing
            }
        case .forward:
            try course.advance()
            stand(at: course.entry, .paused)
        case .back:
            try course.goBack()
            stand(at: course.entry, .paused)
        }
    }

    private func stand(at entry: JournalEntry?, _ now: Playback.State) {
        state.withLock { state in
            state.playback.state = now
            if let entry { state.clock = PastClock(at: entry.at) }
        }
    }
}

/// The past's clock: between two events it goes evenly from one to the other.
private struct PastClock {
    private let from: Date
    private let to: Date
    private let began: ContinuousClock.Instant
    private let length: Duration

    /// One that stands still.
    init(at time: Date) {
        self.init(at: time, to: time, since: .now, .zero)
    }

    init(at from: Date, to: Date, since began: ContinuousClock.Instant, _ length: Duration) {
        self.from = from
        self.to = to
        self.began = began
        self.length = length
    }

    func time(at instant: ContinuousClock.Instant) -> Date {
        let passed = length > .zero ? (instant - began) / length : 1
        return from.addingTimeInterval(to.timeIntervalSince(from) * min(1, max(0, passed)))
    }
}
