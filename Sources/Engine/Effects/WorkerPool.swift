import Domain
import Foundation
import Synchronization

/// A fixed number of threads that do blocking work: hashing, copying, reading definitions.
///
/// Work is done in the order given as far as threads are free; it is bounded by the stages and
/// commands under way.
final class WorkerPool: Sendable {
    typealias Work = @Sendable () -> Void

    /// Far above what live stages and commands can ask for.
    private static let capacity = 1 << 20

    private let lanes: [Mailbox<Work?>]
    private let turn = Mutex(0)

    init(threads: Int) throws {
        lanes = try (0..<threads).map { _ in try Mailbox(capacity: Self.capacity) }
        for lane in lanes {
            let thread = Thread {
                while true {
                    for work in lane.wait(until: nil) {
                        guard let work else { return }
                        work()
                    }
                }
            }
            thread.name = "pitwall worker"
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    func run(_ work: @escaping Work) {
        let lane = turn.withLock { turn in
            turn = (turn + 1) % lanes.count
            return turn
        }
        lanes[lane].post(work)
    }

    /// Lets every thread end after the work it has.
    func stop() {
        for lane in lanes { lane.post(nil) }
    }
}
