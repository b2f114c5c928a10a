import Domain

/// Reads who is who and what protects aliases, and refuses what could never be approved.
struct PromotionRulesReader {
    private let people: [Person]
    /// Those who are known by a token, which is refused by itself.
    private let bearers: Set<String>
    private var policies: [ModelName: PromotionPolicy] = [:]

    init(people node: YAMLNode?) {
        let entries = node?.entries ?? []
        bearers = Set(entries.filter { $0.value["token"] != nil }.map(\.name))
        people = entries.map { entry in
            Person(
                name: PersonName(entry.name),
                user: entry.value["user"]?.string,
                email: entry.value["email"]?.string
            )
        }
    }

    mutating func rules(
        of pipelines: YAMLNode?,
        noting mistakes: inout MistakeCollector
    ) -> PromotionRules {
        for pipeline in pipelines?.entries ?? [] {
            for model in pipeline.value["models"]?.entries ?? [] {
                guard let node = model.value["promotion"] else { continue }
                let name = ModelName(model.name)
                if policies[name] != nil {
                    mistakes.add(model.keyPlace, "'\(model.name)' has a promotion elsewhere.")
                }
                policies[name] = policy(node, noting: &mistakes)
            }
        }
        return PromotionRules(people: people, policies: policies)
    }

    private func policy(
        _ node: YAMLNode,
        noting mistakes: inout MistakeCollector
    ) -> PromotionPolicy {
        let usual = PromotionPolicy()
        let policy = PromotionPolicy(
            alias: node["alias"]?.string.map { ModelAlias($0) } ?? usual.alias,
            approvals: node["approvals"]?.integer ?? usual.approvals,
            approvers: node["approvers"]?.list?.compactMap(\.string).map { PersonName($0) } ?? [],
            fourEyes: node["four-eyes"]?.bool ?? usual.fourEyes,
            expiry: seconds(node["expires"]) ?? usual.expiry,
            grace: seconds(node["undo"]) ?? usual.grace
        )
        checkPeople(node["approvers"], noting: &mistakes)
        if !policy.approvers.isEmpty, Set(policy.approvers).count < policy.approvals {
            mistakes.add(
                (node["approvals"] ?? node).place,
                "\(policy.approvals) approvals are wanted of \(Set(policy.approvers).count)"
                    + " approvers. It could never be approved."
            )
        }
        return policy
    }

    /// Approvers are people, and no two of them are the same user.
    private func checkPeople(_ node: YAMLNode?, noting mistakes: inout MistakeCollector) {
        var users: [String: String] = [:]
        for item in node?.list ?? [] {
            guard let name = item.string else { continue }
            guard let person = people.first(where: { $0.name == PersonName(name) }) else {
                let hint = NearestWord.hint(for: name, among: people.map(\.name.text))
                let advice = hint.isEmpty ? " Name them under 'people'." : hint
                mistakes.add(item.place, "there is no person '\(name)'.\(advice)")
                continue
            }
            guard let user = person.user else {
                if bearers.contains(name) { continue }
                mistakes.add(
                    item.place,
                    "'\(name)' has no 'user' under 'people', so nobody could approve as them."
                )
                continue
            }
            if let other = users[user], other != name {
                mistakes.add(
                    item.place,
                    "'\(other)' and '\(name)' are the same user '\(user)', so that one person"
                        + " could approve as both."
                )
            }
            users[user] = name
        }
    }

    private func seconds(_ node: YAMLNode?) -> Double? {
        guard let text = node?.writtenText,
            case .success(let value) = Quantity.duration(text, isZeroAllowed: true)
        else { return nil }
        return Double(value.components.seconds) + Double(value.components.attoseconds) / 1e18
    }
}
