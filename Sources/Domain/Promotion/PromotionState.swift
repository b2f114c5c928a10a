package import Foundation

/// All requests to move aliases, and the decisions on them.
package struct PromotionState: Hashable, Sendable {
    package private(set) var promotions: [PromotionID: Promotion]

    package init(_ promotions: [Promotion] = []) {
        self.promotions = Dictionary(promotions.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    }

    /// Those that are not decided, or not carried out yet, in the order they were asked for.
    package var open: [Promotion] {
        promotions.values.filter(\.state.isOpen).sorted { $0.id < $1.id }
    }

    /// Takes back requests as they were; nil for those that were not there.
    package mutating func restore(_ earlier: [PromotionID: Promotion?]) {
        for (id, promotion) in earlier { promotions[id] = promotion }
    }

    // MARK: - Taking over

    /// Takes over an event; never fails and never decides.
    package mutating func apply(_ event: PromotionEvent, by actor: Actor, at now: Date) {
        if case .requested(let request) = event {
            promotions[request.id] = Promotion(request, at: now)
        } else if let id = event.id {
            promotions[id]?.apply(event, by: actor, at: now)
        }
    }

    // MARK: - Deciding

    /// What was read for a command: the rules, and the evidence where it is about a version.
    package struct Basis: Hashable, Sendable {
        package let rules: PromotionRules
        package let evidence: FrozenEvidence?

        package init(rules: PromotionRules, evidence: FrozenEvidence? = nil) {
            self.rules = rules
            self.evidence = evidence
        }
    }

    /// What a command leads to.
    package func decide(
        _ command: PromotionCommand,
        on basis: Basis,
        in registry: RegistryState,
        by actor: Actor,
        at now: Date
    ) throws(Refusal) -> [Event] {
        let person = basis.rules.person(actor)
        switch command {
        case .request(let id, let alias, let reason, let replaces):
            let request = try request(id, alias, reason, basis, registry, person, now)
            return try decide(request, replaces: replaces, in: registry, at: now)
        case .approve(let id, let version, let comment, let seen):
            let promotion = try waiting(id, at: now)
            try refuse(person, of: promotion)
            guard version == promotion.request.version.number else {
                throw Refusal(
                    .badInput,
                    "The request is for \(promotion.request.version), not for v\(version)."
                )
            }
            try refuseChanged(promotion, basis.evidence, seen: seen)
            return approval(of: promotion, by: person, comment, at: now)
        case .refuse(let id, let comment):
            let promotion = try open(id, at: now)
            try refuseStranger(person, to: promotion.request.policy, "refuses")
            return [.promotion(.refused(promotion.id, by: person.name, comment: comment))]
        case .withdraw(let id, let comment):
            let promotion = try open(id, at: now)
            guard promotion.request.by == person.name else {
                throw Refusal(
                    .policy,
                    "Only \(promotion.request.by), who asked for it, can withdraw it; others "
                        + "refuse it."
                )
            }
            return [.promotion(.withdrawn(promotion.id, comment: comment))]
        case .undo(let id):
            let promotion = try open(id, at: now)
            guard case .granted = promotion.state else {
                throw Refusal(.nothingToUndo, "\(promotion.request.version) is not approved yet.")
            }
            return [.promotion(.undone(promotion.id, by: person.name))]
        case .rollBack(let model, let alias, let reason):
            return try rollBack(model, alias, reason, registry, person)
        case .force(let id, let alias, let reason):
            guard !reason.isEmpty else {
                throw Refusal(.badInput, "Say why the policy is passed over.")
            }
            let move = try move(alias, to: id, in: registry)
            return [.promotion(.forced(id, alias, by: person.name, reason: reason)), move]
                + voids(after: [move], but: nil)
        }
    }

    private func request(
        _ id: ModelVersionID,
        _ alias: ModelAlias,
        _ reason: String,
        _ basis: Basis,
        _ registry: RegistryState,
        _ person: Person,
        _ now: Date
    ) throws(Refusal) -> PromotionRequest {
        guard let evidence = basis.evidence else { throw .unknownVersion(id) }
        _ = try move(alias, to: id, in: registry)
        // Without a policy an alias is free: it moves at once, and that is recorded.
        let policy =
            basis.rules.policy(of: alias, of: id.model)
            ?? PromotionPolicy(alias: alias, approvals: 0, grace: 0)
        return PromotionRequest(
            id: PromotionID((promotions.keys.max()?.number ?? 0) + 1),
            version: id,
            alias: alias,
            before: registry.model(id.model)?.version(of: alias)?.number,
            by: person.name,
            reason: reason,
            policy: policy,
            evidence: evidence,
            expiresAt: now.addingTimeInterval(policy.expiry)
        )
    }

    private func decide(
        _ request: PromotionRequest,
        replaces: Bool,
        in registry: RegistryState,
        at now: Date
    ) throws(Refusal) -> [Event] {
        var events: [Event] = []
        let others = open.filter { $0.isAbout(request.version.model, request.alias) }
        for other in others {
            let isOver = other.state == .waiting && other.request.expiresAt <= now
            guard isOver || replaces else {
                throw Refusal(
                    .alreadyActive,
                    "\(other.request.version) is being asked for as @\(request.alias) already, by "
                        + "\(other.request.by). Decide on that first, or replace it."
                )
            }
            let reason = "replaced by \(request.version)"
            events.append(
                .promotion(isOver ? .expired(other.id) : .voided(other.id, reason: reason))
            )
        }
        events.append(.promotion(.requested(request)))
        guard request.policy.approvals == 0 else { return events }
        return events + [
            .promotion(.promoted(request.id)),
            try move(request.alias, to: request.version, in: registry),
        ]
    }

    /// The alias stands where it stood, so that the evidence is about what it will replace.
    private func refuseChanged(
        _ promotion: Promotion,
        _ evidence: FrozenEvidence?,
        seen: String?
    ) throws(Refusal) {
        let frozen = promotion.request.evidence.hash
        guard evidence?.hash == frozen, seen == nil || seen == frozen else {
            throw Refusal(
                .changedSince,
                "What is known of \(promotion.request.version) is not what it was when it was "
                    + "asked for. Look at it again: refuse or withdraw it, and ask anew."
            )
        }
    }

    private func approval(
        of promotion: Promotion,
        by person: Person,
        _ comment: String,
        at now: Date
    ) -> [Event] {
        let approved = PromotionEvent.approved(
            promotion.id,
            by: person.name,
            comment: comment,
            evidence: promotion.request.evidence.hash
        )
        guard promotion.missing == 1 else { return [.promotion(approved)] }
        let until = now.addingTimeInterval(promotion.request.policy.grace)
        return [.promotion(approved), .promotion(.granted(promotion.id, until: until))]
    }

    private func rollBack(
        _ model: ModelName,
        _ alias: ModelAlias,
        _ reason: String,
        _ registry: RegistryState,
        _ person: Person
    ) throws(Refusal) -> [Event] {
        guard let known = registry.model(model) else { throw .unknownModel(model) }
        guard let current = known.version(of: alias) else {
            throw Refusal(.unknownModel, "'\(model)' has no @\(alias).")
        }
        guard let former = known.former(of: alias) else {
            throw Refusal(
                .nothingToUndo,
                "@\(alias) of '\(model)' pointed to no other version that is still there."
            )
        }
        let id = ModelVersionID(model, former)
        let event = PromotionEvent.rolledBack(
            id,
            alias,
            from: current.number,
            by: person.name,
            reason: reason
        )
        let move = try move(alias, to: id, in: registry)
        return [.promotion(event), move] + voids(after: [move], but: nil)
    }

    private func move(
        _ alias: ModelAlias,
        to id: ModelVersionID,
        in registry: RegistryState
    ) throws(Refusal) -> Event {
        guard let event = try registry.decide(.setAlias(alias, id)).first else {
            throw Refusal(.upToDate, "\(id) is @\(alias) already.")
        }
        return .registry(event)
    }

    // MARK: - Who may

    private func refuse(_ person: Person, of promotion: Promotion) throws(Refusal) {
        let request = promotion.request
        try refuseStranger(person, to: request.policy, "approves")
        guard !promotion.approvals.contains(where: { $0.by == person.name }) else {
            throw Refusal(.policy, "\(person.name) has approved \(request.version) already.")
        }
        guard request.policy.fourEyes else { return }
        guard person.name != request.by else {
            throw Refusal(
                .policy,
                "Under four eyes somebody else approves what \(person.name) asked for."
            )
        }
        if let email = person.email, request.evidence.evidence.authors.contains(email) {
            throw Refusal(
                .policy,
                "Under four eyes somebody else approves what \(person.name) committed "
                    + "(\(email))."
            )
        }
    }

    private func refuseStranger(
        _ person: Person,
        to policy: PromotionPolicy,
        _ act: String
    ) throws(Refusal) {
        guard !policy.approvers.isEmpty, !policy.approvers.contains(person.name) else { return }
        let names = policy.approvers.map(\.text).joined(separator: ", ")
        throw Refusal(
            .policy,
            "'pitwall.yaml' says who \(act) this: \(names); \(person.name) is not one of them."
        )
    }

    private func waiting(_ id: PromotionID, at now: Date) throws(Refusal) -> Promotion {
        let promotion = try open(id, at: now)
        guard promotion.state == .waiting else {
            throw Refusal(.alreadyOver, "\(promotion.request.version) is approved already.")
        }
        return promotion
    }

    private func open(_ id: PromotionID, at now: Date) throws(Refusal) -> Promotion {
        guard let promotion = promotions[id] else {
            throw Refusal(.unknownModel, "There is no \(id).")
        }
        let isOver = promotion.state == .waiting && promotion.request.expiresAt <= now
        guard promotion.state.isOpen, !isOver else {
            let words = isOver ? "expired" : promotion.state.words
            throw Refusal(.alreadyOver, "The request for \(promotion.request.version) is \(words).")
        }
        return promotion
    }

    // MARK: - What comes by itself

    /// When the next request expires, or the next alias moves.
    package var nextDue: Date? {
        open.map { promotion in
            if case .granted(let until) = promotion.state { return until }
            return promotion.request.expiresAt
        }.min()
    }

    /// What is due by now, and by whom it is: an alias moves by the last one who approved.
    package func due(
        at now: Date,
        in registry: RegistryState
    ) -> [(event: Event, actor: Actor)] {
        open.flatMap { promotion -> [(event: Event, actor: Actor)] in
            switch promotion.state {
            case .granted(let until) where until <= now:
                let request = promotion.request
                guard let move = try? move(request.alias, to: request.version, in: registry) else {
                    let reason = "\(request.version) is not there any more"
                    return [(.promotion(.voided(promotion.id, reason: reason)), .engine)]
                }
                let actor = promotion.approvals.last?.actor ?? .engine
                return [(.promotion(.promoted(promotion.id)), actor), (move, actor)]
            case .waiting where promotion.request.expiresAt <= now:
                return [(.promotion(.expired(promotion.id)), .engine)]
            default: return []
            }
        }
    }

    /// The requests that events of the registry leave without their subject.
    package func voids(after events: [Event], but own: PromotionID?) -> [Event] {
        open.filter { $0.id != own }.compactMap { promotion in
            for case .registry(let event) in events {
                guard let reason = promotion.request.end(by: event) else { continue }
                return .promotion(.voided(promotion.id, reason: reason))
            }
            return nil
        }
    }

    /// Refuses a change of the registry that a policy leaves to promotions.
    package static func refuseUnasked(
        _ command: RegistryCommand,
        by rules: PromotionRules,
        in registry: RegistryState
    ) throws(Refusal) {
        let aliases = { (model: ModelName) in registry.model(model)?.aliases ?? [] }
        var touched: [(ModelName, ModelAlias)] = []
        switch command {
        case .setAlias(let alias, let id):
            guard rules.policy(of: alias, of: id.model) != nil else { return }
            throw Refusal(
                .policy,
                "@\(alias) of '\(id.model)' is protected. Ask for it: pitwall promote \(id.model) "
                    + "\(id.number) --alias \(alias)"
            )
        case .dropAlias(let model, let alias): touched = [(model, alias)]
        case .deleteVersion(let id):
            touched = aliases(id.model).filter { $0.number == id.number }.map {
                (id.model, $0.name)
            }
        case .deleteModel(let model), .renameModel(let model, _):
            touched = aliases(model).map { (model, $0.name) }
        case .createModel, .describeModel, .tagModel, .untagModel, .createVersion,
            .describeVersion, .tagVersion, .untagVersion, .stageVersion:
            return
        }
        for (model, alias) in touched where rules.policy(of: alias, of: model) != nil {
            throw Refusal(
                .policy,
                "@\(alias) of '\(model)' is protected, and this would take it away. Promote "
                    + "another version first: pitwall promote \(model) VERSION --alias \(alias)"
            )
        }
    }
}

extension Promotion {
    package func isAbout(_ model: ModelName, _ alias: ModelAlias) -> Bool {
        request.version.model == model && request.alias == alias
    }

    fileprivate mutating func apply(
        _ event: PromotionEvent,
        by actor: Actor,
        at now: Date
    ) {
        changedAt = now
        switch event {
        case .approved(_, let person, let comment, let evidence):
            approvals.append(
                Approval(by: person, actor: actor, at: now, comment: comment, evidence: evidence)
            )
        case .granted(_, let until): state = .granted(until: until)
        case .undone:
            state = .waiting
            approvals.removeLast()
        case .promoted: state = .promoted
        case .refused(_, let person, let comment): state = .refused(by: person, comment: comment)
        case .withdrawn(_, let comment): state = .withdrawn(comment: comment)
        case .expired: state = .expired
        case .voided(_, let reason): state = .void(reason: reason)
        case .requested, .rolledBack, .forced: return
        }
    }
}

extension Promotion.State {
    /// How it stands, in words.
    package var words: String {
        switch self {
        case .waiting: "waiting"
        case .granted: "approved"
        case .promoted: "promoted"
        case .refused(let person, _): "refused by \(person)"
        case .withdrawn: "withdrawn"
        case .expired: "expired"
        case .void(let reason): "void: \(reason)"
        }
    }
}

extension PromotionRequest {
    /// Why there is nothing to be decided on any more after an event of the registry.
    fileprivate func end(by event: RegistryEvent) -> String? {
        guard event.model == version.model else { return nil }
        switch event {
        case .aliasSet(alias, let id, _): return "@\(alias) is v\(id.number) now"
        case .aliasDropped(_, alias, _): return "@\(alias) was taken away"
        case .versionDeleted(version): return "v\(version.number) was deleted"
        case .modelDeleted: return "the model was deleted"
        case .modelRenamed(_, let new): return "the model is called '\(new)' now"
        default: return nil
        }
    }
}
