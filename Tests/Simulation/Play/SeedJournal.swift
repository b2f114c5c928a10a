import Domain
import Foundation
import Journal

/// The journal of a seed: simulated, or a real one in a folder of its own.
final class SeedJournal: Sendable {
    private let store: SimulatedStore
    private let folder: String?

    init(isReal: Bool, readsBack: Bool) throws {
        store = SimulatedStore(readsBack: readsBack)
        guard isReal else {
            folder = nil
            return
        }
        var template = Array((NSTemporaryDirectory() + "pitwall-simulation.XXXXXX").utf8CString)
        guard let made = mkdtemp(&template) else {
            throw SimulatedFault("No folder could be made in \(NSTemporaryDirectory()).")
        }
        folder = String(cString: made)
    }

    deinit {
        // What is left in the folder of temporary files hurts nobody.
        if let folder { try? FileManager.default.removeItem(atPath: folder) }
    }

    private func path(_ folder: String) -> String { folder + "/journal.db" }

    func open() throws -> any EventStore {
        guard let folder else { return store }
        return try SQLiteStore(path: path(folder))
    }

    /// What somebody finds who opens it now.
    func look() throws -> (state: LiveState, entries: [JournalEntry]) {
        let state = try open().load()
        guard let folder else { return (state, store.entries) }
        let reader = try JournalReader(path: path(folder))
        let newest = try reader.activity(ActivityQuery(limit: 1 << 20))
        for run in state.runs where try reader.run(run.id)?.run != run {
            throw SimulatedFault("A reader sees another run \(run.id) than the engine.")
        }
        return (state, newest.reversed())
    }

    /// Commits that a power cut may take.
    var unflushedCount: Int { store.unflushedCount }

    func cutPower(losing count: Int) {
        store.cutPower(losing: count)
    }

    var simulatedEntries: [JournalEntry] { store.entries }
}
