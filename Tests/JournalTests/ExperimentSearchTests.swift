import Domain
import Foundation
import Journal
import Testing

@Suite("Searches of experiments")
struct ExperimentSearchTests {
    /// Two experiments beside the first one, made one after the other.
    private static func found(_ query: ExperimentQuery) throws -> String {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.path + "/journal.db")
        let commands: [TrackingCommand] = [
            .createExperiment("7", name: "Iris", tags: [.init("team", "a")]),
            .createExperiment("8", name: "loans", tags: [.init("team", "b"), .init("a.b", "x")]),
            .createExperiment("9", name: "gone", tags: []), .deleteExperiment("9"),
        ]
        var state = TrackingState()
        for (number, command) in commands.enumerated() {
            let now = Date(timeIntervalSince1970: Double(number + 1))
            let events = try state.decide(command)
            for event in events { state.apply(event, at: now) }
            let entry = JournalEntry(
                position: Position(Int64(number + 1)),
                at: now,
                actor: .engine,
                event: .tracking(events[0])
            )
            try store.append(
                Commit(
                    entries: [entry],
                    runs: [],
                    controls: [],
                    experiments: events.compactMap(\.experiment).compactMap {
                        state.experiments[$0]
                    },
                    durability: .told
                )
            )
        }
        let reader = try JournalReader(path: folder.path + "/journal.db")
        guard case .experiments(let found) = try reader.tracking(.matchingExperiments(query)) else {
            return "?"
        }
        return found.map(\.id.text).joined(separator: " ")
    }

    @Test(
        "a filter keeps what matches, newest first",
        arguments: [
            ("", "8 7 0"), ("name = 'Iris'", "7"), ("name != 'Iris'", "8 0"),
            ("name LIKE 'i%'", ""), ("name ILIKE 'i%'", "7"), ("tags.team = 'a'", "7"),
            ("tags.team != 'a'", "8"), ("tags.`a.b` = 'x'", "8"), ("tags.team IS NULL", "0"),
            ("tag.team IS NOT NULL AND name = 'loans'", "8"), ("creation_time >= 2000", "8"),
            ("last_update_time < 2000", "7 0"), ("experiment_id IN ('0', '8')", "8 0"),
            ("name = 'Default'", "0"),
        ]
    )
    func filtered(filter: String, ids: String) throws {
        #expect(try Self.found(ExperimentQuery(filter: filter, limit: 10)) == ids)
    }

    @Test(
        "an order is kept, and what is deleted is there where it is asked for",
        arguments: [
            (LifecycleView.active, ["name"], "0 7 8"), (.active, ["name DESC"], "8 7 0"),
            (.all, ["creation_time ASC"], "0 7 8 9"), (.deleted, [], "9"),
            (.all, ["last_update_time DESC", "name"], "9 8 7 0"), (.active, ["tags.team"], "7 8 0"),
        ]
    )
    func ordered(view: LifecycleView, order: [String], ids: String) throws {
        #expect(try Self.found(ExperimentQuery(view: view, order: order, limit: 10)) == ids)
    }

    @Test("a page begins where the last one ended")
    func paged() throws {
        let pages = try [0, 2].map { try Self.found(ExperimentQuery(limit: 2, offset: $0)) }
        #expect(pages == ["8 7", "0"])
    }
}
