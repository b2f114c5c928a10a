import Domain
import Foundation
import Testing

@Suite("The model registry")
struct RegistryStateTests {
    private static let time = Date(timeIntervalSince1970: 1_000)
    private static let loan = ModelName("loan")
    private static let first = ModelVersionID(loan, 1)
    private static let second = ModelVersionID(loan, 2)

    private static func creation(
        _ source: String = "models:/m-1",
        attempt: AttemptID? = nil
    ) -> RegistryCommand {
        .createVersion(ModelVersionCreation(model: loan, source: source, attempt: attempt))
    }

    /// The state after commands, each of which is accepted.
    private static func state(after commands: [RegistryCommand]) throws -> RegistryState {
        var state = RegistryState()
        for command in commands {
            for event in try state.decide(command) {
                state.apply(event, by: .person("ana"), at: time)
            }
        }
        return state
    }

    private static let begun: [RegistryCommand] = [
        .createModel(loan, text: "Pays back?", tags: [.init("team", "a")]), creation(),
        creation("models:/m-2"), .setAlias("production", first),
    ]

    @Test("versions are counted, and an alias points to one of them")
    func begins() throws {
        let model = try #require(try Self.state(after: Self.begun).model(Self.loan))
        #expect(model.versions.map(\.number) == [1, 2])
        #expect(model.version(of: "production")?.source == "models:/m-1")
        #expect(model.aliases(of: 1) == ["production"])
        #expect(model.versions.first?.createdBy == .person("ana"))
    }

    @Test("no number is given twice, whatever is deleted")
    func numbers() throws {
        let state = try Self.state(
            after: Self.begun + [
                .deleteVersion(Self.second), Self.creation(), .deleteModel(Self.loan),
                .createModel(Self.loan, text: "", tags: []), Self.creation(),
            ]
        )
        #expect(state.model(Self.loan)?.versions.map(\.number) == [4])
    }

    @Test("a name that was given up keeps its numbers, and a model takes its own along")
    func renamed() throws {
        let state = try Self.state(
            after: Self.begun + [
                .renameModel(Self.loan, to: "credit"), .createModel(Self.loan, text: "", tags: []),
                Self.creation(),
            ]
        )
        #expect(state.model("credit")?.versions.map(\.number) == [1, 2])
        #expect(state.model("credit")?.version(of: "production")?.number == 1)
        #expect(state.model(Self.loan)?.versions.map(\.number) == [3])
    }

    @Test("an alias that is moved says where it stood, and goes with its version")
    func moved() throws {
        var state = try Self.state(after: Self.begun)
        let events = try state.decide(.setAlias("production", Self.second))
        #expect(events == [.aliasSet("production", Self.second, before: 1)])
        for event in events { state.apply(event, by: .person("ana"), at: Self.time) }
        for event in try state.decide(.deleteVersion(Self.second)) {
            state.apply(event, by: .person("ana"), at: Self.time)
        }
        #expect(state.model(Self.loan)?.aliases.isEmpty == true)
    }

    @Test("of versions in a stage all others are put away at once")
    func staged() throws {
        let state = try Self.state(
            after: Self.begun + [
                .stageVersion(Self.first, .production, archivesOthers: false),
                .stageVersion(Self.second, .production, archivesOthers: true),
            ]
        )
        #expect(state.model(Self.loan)?.versions.map(\.stage) == [.archived, .production])
    }

    @Test("a script that asks again for the version it was not told of gets the same one")
    func repeated() throws {
        let attempt = AttemptID(RunID("study", 1), "train", 1)
        var state = try Self.state(after: Self.begun + [Self.creation(attempt: attempt)])
        #expect(try state.decide(Self.creation(attempt: attempt)).isEmpty)
        let other = try state.decide(Self.creation("models:/m-9", attempt: attempt))
        #expect(other.first?.version == ModelVersionID(Self.loan, 4))
        #expect(try state.decide(Self.creation()).first?.version?.number == 4)
        let tag = RegistryEvent.versionTagged(ModelVersionID(Self.loan, 3), .init("seen", "1"))
        state.apply(tag, by: .engine, at: Self.time)
        let again = try state.decide(Self.creation(attempt: attempt))
        #expect(again.first?.version?.number == 4)
    }

    @Test(
        "what is asked for again changes nothing",
        arguments: [
            .renameModel(loan, to: loan), .describeModel(loan, "Pays back?"),
            .tagModel(loan, .init("team", "a")), .untagModel(loan, "none"),
            .setAlias("production", first), .dropAlias(loan, "none"),
            .describeVersion(first, ""), .untagVersion(first, "none"),
            .stageVersion(first, .none, archivesOthers: true),
        ] as [RegistryCommand]
    )
    func unchanged(command: RegistryCommand) throws {
        #expect(try Self.state(after: Self.begun).decide(command).isEmpty)
    }

    @Test(
        "what is not there, or is there already, is refused by name",
        arguments: [
            (.createModel(loan, text: "", tags: []), .alreadyExists, "loan"),
            (.renameModel("none", to: "x"), .unknownModel, "none"),
            (.setAlias("production", ModelVersionID(loan, 7)), .unknownModel, "version=7"),
            (.deleteVersion(ModelVersionID("none", 1)), .unknownModel, "none"),
            (creation().elsewhere, .unknownModel, "none"),
        ] as [(RegistryCommand, Refusal.Code, String)]
    )
    func refused(command: RegistryCommand, code: Refusal.Code, words: String) throws {
        let state = try Self.state(after: Self.begun)
        let refusal = #expect(throws: Refusal.self) { try state.decide(command) }
        #expect(refusal?.code == code)
        #expect(refusal?.text.contains(words) == true)
    }
}

extension RegistryCommand {
    /// The same version of a model that is not there.
    fileprivate var elsewhere: RegistryCommand {
        guard case .createVersion(let creation) = self else { return self }
        return .createVersion(ModelVersionCreation(model: "none", source: creation.source))
    }
}
