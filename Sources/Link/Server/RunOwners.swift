package import Domain
import Synchronization

/// Which screen asked for what a pipeline's run does, so that stages which need a terminal come to
/// that one and not to another of the same person.
package final class RunOwners: Sendable {
    /// A screen or command.
    package enum Owner: Hashable, Sendable {
        /// In the engine's process.
        case host
        /// Of the server's number.
        case client(Int)
    }

    private struct Claim {
        let run: RunID
        let owner: Owner
    }

    private let claims = Mutex<[PipelineName: Claim]>([:])

    package init() {}

    /// Notes who was answered this; only what starts stages counts.
    package func note(_ command: Command, _ result: Result<Reply, Refusal>, by owner: Owner) {
        guard case .success(let reply) = result, let run = reply.run else { return }
        switch command {
        case .start, .release:
            claims.withLock { $0[run.pipeline] = Claim(run: run, owner: owner) }
        case .skip, .markDone, .cancel, .close, .setBreakpoint, .clearBreakpoint, .recordEdit,
            .undo, .leaseEnded, .comment, .track, .register, .promote:
            return
        }
    }

    /// Forgets a client: what it asked for may come to any other screen.
    func forget(client: Int) {
        claims.withLock { claims in
            for (name, claim) in claims where claim.owner == .client(client) {
                claims[name] = nil
            }
        }
    }

    /// Fails with `notReady` where the run is another screen's.
    package func check(_ attempt: AttemptID, for owner: Owner) throws(Refusal) {
        let claim = claims.withLock { $0[attempt.run.pipeline] }
        guard let claim, claim.run == attempt.run, claim.owner != owner else { return }
        throw Refusal(
            .notReady,
            "'\(attempt.stage)' needs a terminal: it comes to that of whoever asked for it."
        )
    }
}
