import Domain
import Synchronization

/// Launches that wait for the screen of the person they are leased to.
final class LeaseDesk: Sendable {
    private let waiting = Mutex<[AttemptID: StageLaunch]>([:])
    private let offered: @Sendable () -> Void

    /// Calls `offered` when a launch is ready to be taken.
    init(offered: @escaping @Sendable () -> Void) {
        self.offered = offered
    }

    func offer(_ launch: StageLaunch) {
        waiting.withLock { $0[launch.attempt] = launch }
        offered()
    }

    /// The launch of an attempt, once.
    func take(_ attempt: AttemptID) -> StageLaunch? {
        waiting.withLock { $0.removeValue(forKey: attempt) }
    }
}
