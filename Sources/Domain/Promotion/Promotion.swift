package import Foundation

/// What tells a request to move an alias from all others of a project.
package struct PromotionID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    /// Counted from 1.
    package let number: Int

    package init(_ number: Int) {
        self.number = number
    }

    package init(from decoder: any Decoder) throws {
        number = try decoder.singleValueContainer().decode(Int.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }

    package var description: String { "request \(number)" }

    package static func < (left: PromotionID, right: PromotionID) -> Bool {
        left.number < right.number
    }
}

/// A request to move an alias to a version, and what became of it.
package struct Promotion: Hashable, Codable, Sendable {
    package enum State: Hashable, Codable, Sendable {
        case waiting
        /// Approved; the alias moves at this time, until which that can be undone.
        case granted(until: Date)
        case promoted
        case refused(by: PersonName, comment: String)
        case withdrawn(comment: String)
        case expired
        /// What it was about is not so any more.
        case void(reason: String)

        package var isOpen: Bool {
            switch self {
            case .waiting, .granted: true
            case .promoted, .refused, .withdrawn, .expired, .void: false
            }
        }
    }

    /// Somebody's yes, to just this evidence.
    package struct Approval: Hashable, Codable, Sendable {
        package let by: PersonName
        /// As whom they acted.
        package let actor: Actor
        package let at: Date
        package let comment: String
        /// The hash of the evidence that was approved.
        package let evidence: String
    }

    package let request: PromotionRequest
    package let requestedAt: Date
    package internal(set) var state: State
    package internal(set) var approvals: [Approval]
    package internal(set) var changedAt: Date

    package var id: PromotionID { request.id }

    init(_ request: PromotionRequest, at now: Date) {
        self.request = request
        requestedAt = now
        state = .waiting
        approvals = []
        changedAt = now
    }

    /// How many more people have to approve.
    package var missing: Int { max(0, request.policy.approvals - approvals.count) }
}

/// What a promotion begins with.
package struct PromotionRequest: Hashable, Codable, Sendable {
    package let id: PromotionID
    package let version: ModelVersionID
    package let alias: ModelAlias
    /// Where the alias points; nil where it is new.
    package let before: Int?
    package let by: PersonName
    package let reason: String
    /// As it was when it was asked for.
    package let policy: PromotionPolicy
    package let evidence: FrozenEvidence
    package let expiresAt: Date

    package init(
        id: PromotionID,
        version: ModelVersionID,
        alias: ModelAlias,
        before: Int?,
        by: PersonName,
        reason: String,
        policy: PromotionPolicy,
        evidence: FrozenEvidence,
        expiresAt: Date
    ) {
        self.id = id
        self.version = version
        self.alias = alias
        self.before = before
        self.by = by
        self.reason = reason
        self.policy = policy
        self.evidence = evidence
        self.expiresAt = expiresAt
    }
}

/// What a person asks of promotions.
package enum PromotionCommand: Hashable, Codable, Sendable {
    /// `replaces` withdraws another request for the same alias.
    case request(ModelVersionID, ModelAlias, reason: String, replaces: Bool)
    /// With the hash of the evidence that the person saw, where they saw it.
    case approve(PromotionID, version: Int, comment: String, evidence: String?)
    case refuse(PromotionID, comment: String)
    case withdraw(PromotionID, comment: String)
    /// Takes the last approval back, before the alias has moved.
    case undo(PromotionID)
    /// Moves an alias to the version it pointed to before.
    case rollBack(ModelName, ModelAlias, reason: String)
    /// Moves a protected alias past its policy; loud.
    case force(ModelVersionID, ModelAlias, reason: String)
}

/// What was decided of promotions; the alias itself moves by an event of the registry.
package enum PromotionEvent: Hashable, Codable, Sendable {
    case requested(PromotionRequest)
    case approved(PromotionID, by: PersonName, comment: String, evidence: String)
    /// There are enough approvals.
    case granted(PromotionID, until: Date)
    case undone(PromotionID, by: PersonName)
    case promoted(PromotionID)
    case refused(PromotionID, by: PersonName, comment: String)
    case withdrawn(PromotionID, comment: String)
    case expired(PromotionID)
    case voided(PromotionID, reason: String)
    case rolledBack(ModelVersionID, ModelAlias, from: Int, by: PersonName, reason: String)
    case forced(ModelVersionID, ModelAlias, by: PersonName, reason: String)

    /// The request that it changes.
    package var id: PromotionID? {
        switch self {
        case .requested(let request): request.id
        case .approved(let id, _, _, _), .granted(let id, _), .undone(let id, _),
            .promoted(let id), .refused(let id, _, _), .withdrawn(let id, _), .expired(let id),
            .voided(let id, _):
            id
        case .rolledBack, .forced: nil
        }
    }
}
