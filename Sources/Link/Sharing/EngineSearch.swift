import Domain
import Glibc

/// Looks for the project's engine: attaches to whoever has it, or starts it here.
struct EngineSearch {
    enum Finding {
        case here(any HostedDoor)
        case elsewhere(LinkDoor)
    }

    /// How long the holder of the lock may take to answer: an engine that begins takes up what
    /// the last one left, first.
    private static let patience = Duration.seconds(10)
    /// How long the lock is left to a successor that was announced.
    private static let courtesy = Duration.seconds(2)
    /// How long one of another user's is looked for: it may just be handed over, or taken over.
    private static let guestPatience: (first: Duration, later: Duration) = (
        .milliseconds(300), .seconds(6)
    )
    private static let closed = Refusal(
        .worldFailed,
        "The engine's socket is closed to you. Open it again with 'chmod 600'."
    )
    private static let pauses: (first: Int32, longest: Int32) = (1, 50)

    let ways: EngineWays
    /// False once nobody needs an engine any more.
    let isWanted: @Sendable () -> Bool
    let ended: @Sendable (LinkEnd) -> Void

    /// Tries both ways in turn until one leads somewhere.
    func run(hasSuccessor: Bool, isFirst: Bool) throws -> Finding {
        let begin = ContinuousClock.now
        let guest = isFirst ? Self.guestPatience.first : Self.guestPatience.later
        let patience = ways.absence == nil ? Self.patience : guest
        var pause = Self.pauses.first
        var lastRefusal = Refusal(.engineElsewhere, "No engine of this project answers.")
        while true {
            // First, for that costs next to nothing where nobody listens.
            do throws(LinkFailure) {
                return .elsewhere(try ways.attach(ended))
            } catch {
                switch error {
                case .refused(let refusal): throw refusal
                case .closed: throw ways.absence ?? Self.closed
                case .nobody: break
                }
            }
            guard isWanted() else { throw Refusal.engineEnded }
            let leavesLock = hasSuccessor && .now - begin < Self.courtesy
            if let start = ways.start, !leavesLock {
                do {
                    return .here(try start())
                } catch let refusal as Refusal where refusal.code == .engineElsewhere {
                    lastRefusal = refusal
                }
            }
            guard .now - begin < patience else { throw ways.absence ?? lastRefusal }
            _ = poll(nil, 0, pause)
            pause = min(pause * 2, Self.pauses.longest)
        }
    }
}
