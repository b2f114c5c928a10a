import Foundation
import Synchronization

/// Runs what reads a whole log, one after the other, on a thread that lives as long as there is
/// any.
final class LogJobs: Sendable {
    /// Jobs that may wait; a screen asks for two at most.
    private static let capacity = 16

    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var isRunning = false
    }

    private let state = Mutex(State())

    /// Takes a job; false when too many wait.
    func run(_ job: @escaping @Sendable () -> Void) -> Bool {
        let (isTaken, starts) = state.withLock { state -> (Bool, Bool) in
            guard state.waiting.count < Self.capacity else { return (false, false) }
            state.waiting.append(job)
            defer { state.isRunning = true }
            return (true, !state.isRunning)
        }
        if starts {
            let thread = Thread { [self] in work() }
            thread.name = "pitwall log"
            thread.stackSize = 4 << 20
            thread.start()
        }
        return isTaken
    }

    private func work() {
        while let job = next() { job() }
    }

    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isRunning = false
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
