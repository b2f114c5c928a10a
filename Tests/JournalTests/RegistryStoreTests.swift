import Domain
import Foundation
import Journal
import Testing

@Suite("The model registry in the journal")
struct RegistryStoreTests {
    private static let time = Date(timeIntervalSince1970: 1_000)
    private static let first = ModelVersionID("loan", 1)

    private static let commands: [RegistryCommand] = [
        .createModel("loan", text: "Pays back?", tags: [.init("team", "a")]),
        .createVersion(ModelVersionCreation(model: "loan", source: "models:/m-1", run: "r1")),
        .createVersion(ModelVersionCreation(model: "loan", source: "runs:/r2/model")),
        .tagVersion(first, .init("é", "x")), .setAlias("production", first),
        .stageVersion(first, .production, archivesOthers: true),
        .renameModel("loan", to: "credit"), .createModel("loan", text: "", tags: []),
        .deleteVersion(ModelVersionID("credit", 2)), .deleteModel("loan"),
    ]

    /// Carries the commands out, each in a commit of its own; `seen` looks after each.
    private static func write(
        to store: any EventStore,
        _ seen: (RegistryState) throws -> Void = { _ in }
    ) throws {
        var state = RegistryState()
        var position = try store.load().position
        for command in commands {
            let events = try state.decide(command)
            for event in events { state.apply(event, by: .person("ana"), at: time) }
            let entries = events.map { event in
                position = Position(position.number + 1)
                return JournalEntry(
                    position: position,
                    at: time,
                    actor: .person("ana"),
                    event: .registry(event)
                )
            }
            let names = Set(entries.flatMap(\.event.touchedModels))
            try store.append(
                Commit(
                    entries: entries,
                    runs: [],
                    controls: [],
                    models: names.compactMap { state.models[$0] },
                    durability: .told
                )
            )
            try seen(state)
        }
    }

    @Test("what was written is found again after each step", arguments: StoreForm.allCases)
    func found(form: StoreForm) throws {
        try form.withStore { store, reopen in
            try Self.write(to: store) { state in
                let again = try reopen().load().models
                #expect(RegistryState(again) == state)
            }
        }
    }

    @Test("an audit and a repair make of the events what was written")
    func rebuilt() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        let store = try SQLiteStore(path: path)
        try Self.write(to: store)
        let before = try store.load().models
        #expect(try JournalAudit(path: path).isWell)
        _ = try JournalRepair.repair(path: path, stamp: "now")
        #expect(try SQLiteStore(path: path).load().models == before)
        #expect(try JournalAudit(path: path).isWell)
        let models = try JournalReader(path: path).registry(.models)
        #expect(models.map(\.name) == ["credit"])
        #expect(models.first?.version(of: "production")?.source == "models:/m-1")
    }
}
