import Domain
import Foundation
import Synchronization

/// What tells a request of an attempt's script from all others, so that one that comes again is
/// noticed: its token, its address and its bytes.
struct RequestIdentity: Sendable {
    /// A longer request that comes again makes something twice.
    private static let longest = 64 << 10

    private let bytes: [UInt8]

    /// Nil for a request without a token, and for one that is too long.
    init?(token: String?, path: String, body: Data?) {
        guard let token, let body, body.count <= Self.longest else { return nil }
        bytes = Array(token.utf8) + [0] + Array(path.utf8) + [0] + Array(body)
    }

    /// 32 hexadecimal digits that follow from the request, others for each round.
    func digits(_ round: Int) -> String {
        String(SHA256.digest(of: bytes + [0] + Array(String(round).utf8)).prefix(32))
    }
}

/// Which of the things that were made last something followed for, as far as this engine saw.
///
/// A creation that is asked for once more is meant as another one then.
final class FollowedCreations: Sendable {
    /// Ids that are known at least; at twice as many the older half is forgotten.
    private static let limit = 10_000

    private let known = Mutex<(new: Set<String>, old: Set<String>)>((new: [], old: []))

    func note(_ id: String) {
        known.withLock { known in
            guard !known.new.contains(id) else { return }
            if known.new.count >= Self.limit { known = (new: [], old: known.new) }
            known.new.insert(id)
        }
    }

    func holds(_ id: String) -> Bool {
        known.withLock { $0.new.contains(id) || $0.old.contains(id) }
    }
}

extension TrackingService {
    /// Identical requests of one attempt that each make something of their own, at most.
    private static let rounds = 100

    /// Makes something under an id that follows from the request, so that the same request gives
    /// the same thing again as long as nothing followed; `make` gives nil where something did.
    ///
    /// An attempt's script asks again where it lost the answer. A request of anybody else makes
    /// something new each time.
    func once<Made>(
        _ call: Call,
        prefix: String = "",
        _ make: (_ id: String) async throws(TrackingError) -> Made?
    ) async throws(TrackingError) -> Made {
        if let identity = call.identity {
            for round in 0..<Self.rounds {
                let id = prefix + identity.digits(round)
                if followed.holds(id) { continue }
                do throws(TrackingError) {
                    if let made = try await make(id) { return made }
                } catch {
                    guard error.code == .resourceAlreadyExists else { throw error }
                }
            }
        }
        guard let made = try await make(prefix + TrackedRunID.fresh().text) else {
            throw TrackingError(.temporarilyUnavailable, "Nothing could be made. Try again.")
        }
        return made
    }

    /// Notes whose files a request is about.
    func noteFollowing(artifact path: String) {
        for part in path.split(separator: "/") where part.utf8.count >= 32 {
            followed.note(String(part))
        }
    }

    /// Notes what a request is about, but for what it makes.
    func noteFollowing(_ call: Call) {
        for name in ["run_id", "run_uuid", "model_id"] {
            if let id = try? call.fields.text(name) { followed.note(id) }
        }
    }
}
