import Domain
import Journal
import Synchronization

/// What waits for an engine's decision, and whose turn it is to decide.
///
/// Whoever brings a report decides on it at once, on its own thread; where somebody else is
/// deciding already, that one takes it along. So a report never waits for a thread to wake.
/// People's commands are decided on by the engine's own thread or whoever is at it: who sends one
/// does not wait for the disk.
final class Inbox: Sendable {
    private struct State {
        var waiting: [Engine.Message] = []
        /// Somebody decides, and looks here again before it stops.
        var isTaken = false
        var isClosed = false
        /// When something is due by itself.
        var deadline: ContinuousClock.Instant?
        /// The deadline as the engine's own thread knows it.
        var knownDeadline: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    private let decider = Mutex<Decider?>(nil)
    /// Wakes the engine's own thread.
    private let bell: Mailbox<Void>
    private let capacity: Int
    private let clock: any WallClock

    /// Takes at most `capacity` waiting messages; fails when the process is out of descriptors.
    init(capacity: Int, clock: any WallClock) throws {
        self.capacity = capacity
        self.clock = clock
        bell = try Mailbox(capacity: 1)
    }

    /// Begins to decide.
    func open(_ make: @Sendable () throws -> Decider) throws {
        // What is reported meanwhile waits.
        state.withLock { $0.isTaken = true }
        let deadline = try decider.withLock { decider in
            decider = try make()
            return decider?.deadline
        }
        // What an earlier engine left may be due though nothing comes.
        end(deadline: deadline)
    }

    /// Adds a message that somebody will decide on soon; false where it was not taken.
    func add(_ message: Engine.Message) -> Bool {
        state.withLock { state in
            guard !state.isClosed, state.waiting.count < capacity else { return false }
            state.waiting.append(message)
            return true
        }
    }

    /// Why a message was not taken.
    var refusal: Refusal { state.withLock { $0.isClosed } ? .engineEnded : .noTime }

    /// Adds a message for the engine's own thread.
    func post(_ message: Engine.Message) -> Bool {
        guard add(message) else { return false }
        bell.post(())
        return true
    }

    /// Decides on all that waits, unless somebody is at it.
    func decide() {
        decide(onTime: false)
    }

    /// Decides on all that waits and on what is due by itself.
    func decideOnTime() {
        decide(onTime: true)
    }

    /// When something is due by itself.
    var deadline: ContinuousClock.Instant? { state.withLock { $0.deadline } }

    /// Nothing waits for a decision.
    var isEmpty: Bool { state.withLock { $0.waiting.isEmpty } }

    /// What is held in memory between two turns; nil once the engine has stopped.
    var standing: LiveState? { decider.withLock { $0?.standing } }

    /// The work of the engine's own thread: returns once the engine has stopped.
    func run() {
        while true {
            decideOnTime()
            let deadline = state.withLock { state -> ContinuousClock.Instant?? in
                guard !state.isClosed else { return .none }
                state.knownDeadline = state.deadline
                return .some(state.deadline)
            }
            guard let deadline else { return }
            _ = bell.wait(until: deadline)
        }
    }

    // MARK: - Private

    private func decide(onTime: Bool) {
        while let messages = begin(onTime: onTime) {
            let after = decider.withLock { decider in
                decider?.decide(on: messages)
                let stopped = decider?.stopped
                // Whoever came while it stopped is told so; whoever comes later is told by `add`.
                if stopped != nil { decider?.decide(on: close()) }
                let deadline = decider?.deadline
                // All it holds is let go of before anybody hears that it stopped.
                if stopped != nil { decider = nil }
                return (stopped: stopped, deadline: deadline)
            }
            end(deadline: after.deadline)
            after.stopped?()
        }
    }

    /// Takes what waits, and with it the turn; nil where there is nothing, or somebody has it.
    private func begin(onTime: Bool) -> [Engine.Message]? {
        let now = clock.instant
        return state.withLock { state in
            let isDue = onTime && (state.deadline.map { $0 <= now } ?? false)
            guard !state.isTaken, !state.isClosed, isDue || !state.waiting.isEmpty else {
                return nil
            }
            state.isTaken = true
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    /// Takes no more messages; gives those that came last.
    private func close() -> [Engine.Message] {
        state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    private func end(deadline: ContinuousClock.Instant?) {
        let wakes = state.withLock { state in
            state.isTaken = false
            state.deadline = deadline
            guard !state.isClosed, let deadline else { return state.isClosed }
            return state.knownDeadline.map { deadline < $0 } ?? true
        }
        if wakes { bell.post(()) }
    }
}
