package import Foundation

/// The name of a person, as `pitwall.yaml` has it under `people`.
package struct PersonName: TextIdentifier {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

/// A person and how to know them.
package struct Person: Hashable, Codable, Sendable {
    package let name: PersonName
    /// The user of the operating system that they are.
    package let user: String?
    /// Under which they commit.
    package let email: String?

    package init(name: PersonName, user: String? = nil, email: String? = nil) {
        self.name = name
        self.user = user
        self.email = email
    }
}

/// What has to be so before an alias of a model moves to another version.
package struct PromotionPolicy: Hashable, Codable, Sendable {
    package let alias: ModelAlias
    /// How many people have to approve; 0 moves the alias at once.
    package let approvals: Int
    /// Who may; empty for everybody.
    package let approvers: [PersonName]
    /// Nobody approves what they asked for, or committed.
    package let fourEyes: Bool
    /// Seconds for which a request waits.
    package let expiry: TimeInterval
    /// Seconds between the last approval and the move, in which it can be undone.
    package let grace: TimeInterval

    package init(
        alias: ModelAlias = "production",
        approvals: Int = 1,
        approvers: [PersonName] = [],
        fourEyes: Bool = false,
        expiry: TimeInterval = 86_400,
        grace: TimeInterval = 10
    ) {
        self.alias = alias
        self.approvals = approvals
        self.approvers = approvers
        self.fourEyes = fourEyes
        self.expiry = expiry
        self.grace = grace
    }
}

/// Who is who, and which aliases are protected, as `pitwall.yaml` says now.
package struct PromotionRules: Hashable, Codable, Sendable {
    package let people: [Person]
    package let policies: [ModelName: PromotionPolicy]

    package init(people: [Person] = [], policies: [ModelName: PromotionPolicy] = [:]) {
        self.people = people
        self.policies = policies
    }

    /// The policy that protects an alias of a model.
    package func policy(of alias: ModelAlias, of model: ModelName) -> PromotionPolicy? {
        policies[model].flatMap { $0.alias == alias ? $0 : nil }
    }

    /// As whom somebody acts: the person who is that user, else the user.
    package func person(_ actor: Actor) -> Person {
        guard case .person(let user) = actor else { return Person(name: "pitwall") }
        return people.first { $0.user == user } ?? Person(name: PersonName(user), user: user)
    }
}
