import Domain
import Synchronization

/// Launches that wait for the screen of the person they are leased to.
final class LeaseDesk: Sendable {
    private enum Place {
        /// It is being made ready.
        case expected
        case waiting(StageLaunch)
        /// Nobody is to take it any more.
        case withdrawn
    }

    private let places = Mutex<[AttemptID: Place]>([:])
    private let offered: @Sendable () -> Void

    /// Calls `offered` when a launch is ready to be taken.
    init(offered: @escaping @Sendable () -> Void) {
        self.offered = offered
    }

    /// A launch of this attempt will be offered, or given up.
    func expect(_ attempt: AttemptID) {
        places.withLock { $0[attempt] = .expected }
    }

    /// No launch comes for what was expected.
    func giveUp(_ attempt: AttemptID) {
        places.withLock { $0[attempt] = nil }
    }

    /// Lays a launch out; false where it was withdrawn before.
    func offer(_ launch: StageLaunch) -> Bool {
        let isWanted = places.withLock { places in
            if case .withdrawn = places[launch.attempt] {
                places[launch.attempt] = nil
                return false
            }
            places[launch.attempt] = .waiting(launch)
            return true
        }
        if isWanted { offered() }
        return isWanted
    }

    /// The launch of an attempt, once.
    func take(_ attempt: AttemptID) -> StageLaunch? {
        places.withLock { places in
            guard case .waiting(let launch) = places[attempt] else { return nil }
            places[attempt] = nil
            return launch
        }
    }

    /// Sees to it that nobody takes a launch that nobody took yet; true where it lay here.
    func withdraw(_ attempt: AttemptID) -> Bool {
        places.withLock { places in
            switch places[attempt] {
            case .expected, .withdrawn:
                places[attempt] = .withdrawn
                return false
            case .waiting:
                places[attempt] = nil
                return true
            case nil: return false
            }
        }
    }
}
