import Engine
import Synchronization

/// The engine's work as it waits for somebody to do it.
final class StepWorkers: Workers {
    /// Pieces of work that are done at the same time, as by so many threads.
    private static let threads = 3

    private let waiting = Mutex<[@Sendable () -> Void]>([])

    var isEmpty: Bool { waiting.withLock(\.isEmpty) }

    /// How many pieces could come to an end next.
    var choices: Int { waiting.withLock { min($0.count, Self.threads) } }

    func run(_ work: @escaping @Sendable () -> Void) {
        waiting.withLock { $0.append(work) }
    }

    func stop() {}

    /// Does one of the pieces that are under way.
    func perform(_ choice: Int) {
        let work = waiting.withLock { $0.remove(at: choice) }
        work()
    }

    /// Drops what was not done, as the end of a process does.
    func clear() {
        waiting.withLock { $0 = [] }
    }
}
