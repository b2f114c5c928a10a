import Domain
import Foundation
import Synchronization

/// Who does the engine's blocking work, away from its turn: hashing, copying, reading definitions.
package protocol Workers: Sendable {
    /// Has work done soon.
    func run(_ work: @escaping @Sendable () -> Void)

    /// Ends when nothing waits any more.
    func stop()
}

/// A fixed number of threads that do blocking work.
///
/// Work is begun in the order given; it is bounded by the stages and commands under way.
final class WorkerPool: Workers {
    typealias Work = @Sendable () -> Void

    private struct State {
        /// The next is last.
        var next: [Work] = []
        /// What came since `next` was filled, in order.
        var later: [Work] = []
        /// Those that sleep, the last to fall asleep last.
        var idle: [Int] = []
        /// Those that will look for work soon.
        var returning = 0
        var isStopping = false

        var count: Int { next.count + later.count }

        mutating func take() -> Work? {
            if next.isEmpty {
                next = later.reversed()
                later = []
            }
            return next.popLast()
        }
    }

    private let state = Mutex(State())
    /// Each wakes one thread.
    private let bells: [Mailbox<Void>]

    /// Starts the threads; each calls `afterwards` behind all its work.
    init(threads: Int, afterwards: @escaping Work) throws {
        bells = try (0..<threads).map { _ in try Mailbox(capacity: 1) }
        for number in bells.indices {
            let thread = Thread { [self] in
                while let work = next(for: number) {
                    work()
                    state.withLock { $0.returning += 1 }
                    afterwards()
                    state.withLock { $0.returning -= 1 }
                }
            }
            thread.name = "pitwall worker"
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    func run(_ work: @escaping Work) {
        let sleeper = state.withLock { state -> Int? in
            state.later.append(work)
            // One that returns takes it faster than another could wake.
            guard state.count > state.returning else { return nil }
            return state.idle.popLast()
        }
        if let sleeper { bells[sleeper].post(()) }
    }

    /// Lets every thread end when nothing waits any more.
    func stop() {
        let sleepers = state.withLock { state in
            state.isStopping = true
            defer { state.idle = [] }
            return state.idle
        }
        for sleeper in sleepers { bells[sleeper].post(()) }
    }

    /// What a thread is to do next; nil at its end.
    private func next(for number: Int) -> Work? {
        while true {
            let (work, isOver) = state.withLock { state -> (Work?, Bool) in
                if let work = state.take() { return (work, false) }
                if !state.isStopping { state.idle.append(number) }
                return (nil, state.isStopping)
            }
            if work != nil || isOver { return work }
            _ = bells[number].wait(until: nil)
        }
    }
}
