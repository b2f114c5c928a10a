import Domain
import Foundation
import Testing

@Suite("Promotions")
struct PromotionStateTests {
    private static let start = Date(timeIntervalSince1970: 1_000)
    private static let first = ModelVersionID("loan", 1)
    private static let second = ModelVersionID("loan", 2)
    private static let alias = ModelAlias("production")
    private static let rules = PromotionRules(
        people: [
            Person(name: "ana", user: "u-ana", email: "ana@example.org"),
            Person(name: "ben", user: "u-ben", email: "ben@example.org"),
            Person(name: "eva", user: "u-eva"),
        ],
        policies: [
            "loan": PromotionPolicy(
                approvers: ["ana", "ben"],
                fourEyes: true,
                expiry: 60,
                grace: 10
            )
        ]
    )

    /// Registry and promotions together, as the engine holds them.
    private struct World {
        var registry = RegistryState()
        var promotions = PromotionState()
        var rules = PromotionStateTests.rules
        var evidence = "same"
        var authors: [String] = []
        var now = PromotionStateTests.start

        init() throws {
            try register(.createModel("loan", text: "", tags: []))
            for _ in 1...2 {
                try register(
                    .createVersion(ModelVersionCreation(model: "loan", source: "models:/m-1"))
                )
            }
            take(try registry.decide(.setAlias(alias, first)).map(Event.registry))
        }

        mutating func register(_ command: RegistryCommand) throws {
            try PromotionState.refuseUnasked(command, by: rules, in: registry)
            let events = try registry.decide(command).map(Event.registry)
            take(events)
            take(promotions.voids(after: events, but: nil))
        }

        mutating func take(_ events: [Event]) {
            for event in events {
                switch event {
                case .registry(let event): registry.apply(event, by: .engine, at: now)
                case .promotion(let event): promotions.apply(event, by: .engine, at: now)
                default: Issue.record("\(event) is of neither.")
                }
            }
        }

        @discardableResult
        mutating func ask(_ command: PromotionCommand, by user: String) throws -> [Event] {
            let origin = PromotionEvidence.Origin(version: 2, source: "models:/m-1")
            let basis = PromotionState.Basis(
                rules: rules,
                evidence: FrozenEvidence(
                    evidence: PromotionEvidence(candidate: origin, authors: authors),
                    hash: evidence
                )
            )
            let events = try promotions.decide(
                command,
                on: basis,
                in: registry,
                by: .person(user),
                at: now
            )
            take(events)
            return events
        }

        mutating func wait(_ seconds: Double) {
            now += seconds
            take(promotions.due(at: now, in: registry).map(\.event))
        }

        var production: Int? { registry.model("loan")?.version(of: alias)?.number }
        var state: Promotion.State? { promotions.promotions[PromotionID(1)]?.state }
    }

    private static let request = PromotionCommand.request(
        second,
        alias,
        reason: "better",
        replaces: false
    )
    private static let yes = PromotionCommand.approve(
        PromotionID(1),
        version: 2,
        comment: "fine",
        evidence: "same"
    )

    @Test("the alias moves once somebody else approved and the grace is over")
    func promoted() throws {
        var world = try World()
        try world.ask(Self.request, by: "u-ana")
        #expect(world.state == .waiting)
        try world.ask(Self.yes, by: "u-ben")
        #expect(world.state == .granted(until: Self.start + 10))
        #expect(world.promotions.nextDue == Self.start + 10)
        world.wait(9)
        #expect(world.production == 1)
        world.wait(1)
        #expect(world.production == 2)
        #expect(world.state == .promoted)
        #expect(world.promotions.nextDue == nil)
    }

    @Test("an approval can be taken back until the alias moves")
    func undone() throws {
        var world = try World()
        try world.ask(Self.request, by: "u-ana")
        try world.ask(Self.yes, by: "u-ben")
        try world.ask(.undo(PromotionID(1)), by: "u-ben")
        #expect(world.state == .waiting)
        world.wait(20)
        #expect(world.production == 1)
        try world.ask(Self.yes, by: "u-ben")
        world.wait(10)
        #expect(throws: Refusal.self) { try world.ask(.undo(PromotionID(1)), by: "u-ben") }
        #expect(world.production == 2)
    }

    @Test(
        "who may not approve is told why",
        arguments: [
            ("u-ana", [], "what ana asked for"), ("u-eva", [], "eva is not one of them"),
            ("u-ben", ["ben@example.org"], "what ben committed"), ("u-none", [], "u-none"),
        ] as [(String, [String], String)]
    )
    func forbidden(user: String, authors: [String], words: String) throws {
        var world = try World()
        world.authors = authors
        try world.ask(Self.request, by: "u-ana")
        let refusal = #expect(throws: Refusal.self) { try world.ask(Self.yes, by: user) }
        #expect(refusal?.code == .policy)
        #expect(refusal?.text.contains(words) == true, "\(refusal?.text ?? "")")
        #expect(world.state == .waiting)
    }

    @Test("an approval is of just what was seen: its version and its evidence")
    func bound() throws {
        var world = try World()
        try world.ask(Self.request, by: "u-ana")
        let other = PromotionCommand.approve(
            PromotionID(1),
            version: 1,
            comment: "",
            evidence: nil
        )
        #expect(throws: Refusal.self) { try world.ask(other, by: "u-ben") }
        world.evidence = "changed"
        let refusal = #expect(throws: Refusal.self) { try world.ask(Self.yes, by: "u-ben") }
        #expect(refusal?.code == .changedSince)
    }

    @Test("nobody approves twice, and what is decided cannot be decided again")
    func once() throws {
        var world = try World()
        world.rules = PromotionRules(policies: ["loan": PromotionPolicy(approvals: 2, grace: 0)])
        try world.ask(Self.request, by: "x")
        try world.ask(Self.yes, by: "x")
        let refusal = #expect(throws: Refusal.self) { try world.ask(Self.yes, by: "x") }
        #expect(refusal?.text.contains("already") == true)
        try world.ask(.refuse(PromotionID(1), comment: "no"), by: "y")
        #expect(world.state == .refused(by: "y", comment: "no"))
        for command in [Self.yes, .refuse(PromotionID(1), comment: "")] {
            let refusal = #expect(throws: Refusal.self) { try world.ask(command, by: "z") }
            #expect(refusal?.code == .alreadyOver)
            #expect(refusal?.text.contains("refused by y") == true)
        }
    }

    @Test("a request ends by itself, and then cannot be approved")
    func expired() throws {
        var world = try World()
        try world.ask(Self.request, by: "u-ana")
        world.now += 60
        #expect(throws: Refusal.self) { try world.ask(Self.yes, by: "u-ben") }
        world.wait(0)
        #expect(world.state == .expired)
    }

    @Test("one request waits for an alias; another takes its place only when told to")
    func replaced() throws {
        var world = try World()
        try world.ask(Self.request, by: "u-ana")
        let refusal = #expect(throws: Refusal.self) { try world.ask(Self.request, by: "u-ben") }
        #expect(refusal?.code == .alreadyActive)
        try world.ask(.request(Self.second, Self.alias, reason: "", replaces: true), by: "u-ben")
        #expect(world.state == .void(reason: "replaced by loan v2"))
        #expect(world.promotions.open.map(\.id.number) == [2])
    }

    @Test("only who asked withdraws")
    func withdrawn() throws {
        var world = try World()
        try world.ask(Self.request, by: "u-ana")
        let withdrawal = PromotionCommand.withdraw(PromotionID(1), comment: "later")
        #expect(throws: Refusal.self) { try world.ask(withdrawal, by: "u-ben") }
        try world.ask(withdrawal, by: "u-ana")
        #expect(world.state == .withdrawn(comment: "later"))
    }

    @Test("what it was about is gone: the request is void")
    func void() throws {
        var world = try World()
        try world.ask(Self.request, by: "u-ana")
        try world.register(.deleteVersion(Self.second))
        #expect(world.state == .void(reason: "v2 was deleted"))
    }

    @Test("a protected alias is not moved, dropped or deleted unasked")
    func protected() throws {
        var world = try World()
        let commands: [RegistryCommand] = [
            .setAlias(Self.alias, Self.second), .dropAlias("loan", Self.alias),
            .deleteVersion(Self.first), .deleteModel("loan"), .renameModel("loan", to: "x"),
        ]
        for command in commands {
            let refusal = #expect(throws: Refusal.self) { try world.register(command) }
            #expect(refusal?.code == .policy)
            #expect(refusal?.text.contains("pitwall promote loan") == true)
        }
        try world.register(.setAlias("challenger", Self.second))
        try world.register(.deleteVersion(Self.second))
        #expect(world.production == 1)
    }

    @Test("without a policy an alias moves at once, and it is written down who asked")
    func free() throws {
        var world = try World()
        world.rules = PromotionRules()
        let events = try world.ask(Self.request, by: "x")
        #expect(world.production == 2)
        #expect(world.state == .promoted)
        #expect(events.first?.touchedPromotion == PromotionID(1))
    }

    @Test("going back goes back step by step, past versions that are gone")
    func rolledBack() throws {
        var world = try World()
        world.rules = PromotionRules()
        try world.register(
            .createVersion(ModelVersionCreation(model: "loan", source: "models:/m-3"))
        )
        for number in [2, 3] {
            let id = ModelVersionID("loan", number)
            try world.ask(.request(id, Self.alias, reason: "", replaces: false), by: "x")
        }
        try world.register(.deleteVersion(Self.second))
        let back = PromotionCommand.rollBack("loan", Self.alias, reason: "slow")
        try world.ask(back, by: "x")
        #expect(world.production == 1)
        world.rules = Self.rules
        let force = PromotionCommand.force(
            ModelVersionID("loan", 3),
            Self.alias,
            reason: "the other is broken"
        )
        try world.ask(force, by: "u-eva")
        #expect(world.production == 3)
    }
}
