import Domain
import Foundation
import GRDB
import Journal
import Testing

@Suite("A journal that is looked at as a whole")
struct JournalAuditTests {
    private static let start = Date(timeIntervalSince1970: 1_780_495_400.123_456)
    private static let id = RunID("study", 1)

    private static let definition = PipelineDefinition(
        name: "study",
        file: "dvc.yaml",
        stages: [
            GraphStage(
                definition: StageDefinition(
                    name: "a",
                    place: SourcePlace(file: "dvc.yaml", line: 2, column: 3),
                    command: .text("true")
                ),
                upstream: []
            )
        ]
    )

    /// A run of one stage with many comments, so that its entries fill several pages.
    private static let events: [Event] =
        [
            .runOpened(
                RunOpened(run: id, definition: definition, area: .project, commit: nil)
            ),
            .breakpointSet("study", "a"), .stageChecking(id, "a"),
        ] + (0..<1_500).map { .commented(id, "a", "remark number \($0)") } + [
            .stageEnded(StageEnded(run: id, stage: "a", outcome: .done)), .runEnded(id, .done),
        ]

    private static var entries: [JournalEntry] {
        events.enumerated().map { index, event in
            JournalEntry(
                position: Position(Int64(index + 1)),
                at: start.addingTimeInterval(Double(index) * 0.1),
                actor: .person("ana"),
                event: event
            )
        }
    }

    /// Writes the entries with the projections they make, or those that `change` made of them.
    private static func write(
        to path: String,
        _ change: (Run) -> Run = { $0 }
    ) throws -> Rebuild {
        let store = try SQLiteStore(path: path)
        var rebuild = Rebuild()
        for entry in entries {
            rebuild.apply(entry)
            try store.append(
                Commit(
                    entries: [entry],
                    runs: rebuild.runs.values.map(change),
                    controls: Array(rebuild.controls.values),
                    durability: .passing
                )
            )
        }
        return rebuild
    }

    /// Overwrites the first place in the file where these bytes stand.
    private static func damage(_ path: String, _ text: String, with byte: UInt8) throws {
        var bytes = try Data(contentsOf: URL(filePath: path))
        let range = try #require(bytes.range(of: Data(text.utf8)))
        bytes.replaceSubrange(range, with: Data(repeating: byte, count: range.count))
        try bytes.write(to: URL(filePath: path))
    }

    /// Brings everything into the file itself, as the last one to close a journal does.
    private static func close(_ path: String) throws {
        let wal = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        #expect((wal ?? 0) > 100_000, "The store was closed and its log taken in.")
    }

    @Test("what was written by the rules is well, to the last digit of a time")
    func well() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        _ = try Self.write(to: path)
        let audit = try JournalAudit(path: path)
        #expect(audit.isWell, "\(audit)")
        #expect(audit.soundUntil == Position(Int64(Self.events.count)))
    }

    @Test("a projection that is not what the events make is named, and made anew")
    func differences() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        let rebuild = try Self.write(to: path) { run in
            var run = run
            run.change(at: 0) { $0.isCancelRequested = true }
            return run
        }
        let audit = try JournalAudit(path: path)
        #expect(audit.damage.isEmpty)
        #expect(audit.differences == ["Run study/1 stands otherwise than its events say."])

        let outcome = try JournalRepair.repair(path: path, stamp: "now")
        #expect(outcome.keptUntil == rebuild.position)
        #expect(try JournalAudit(path: path).isWell)
        #expect(try JournalAudit(path: outcome.copy).differences == audit.differences)
        let run = try JournalReader(path: path).run(Self.id)?.run
        #expect(run?.stages[0].isCancelRequested == false)
        #expect(run?.end == .done)
    }

    @Test("entries before the first that cannot be read are kept, and the second time all is well")
    func damage() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        _ = try Self.write(to: path)
        try Self.close(path)
        // Entry 1204 of 1505; its JSON is none any more.
        try Self.damage(path, #"","text":"remark number 1200"}"#, with: 0x41)
        let audit = try JournalAudit(path: path)
        #expect(audit.soundUntil == Position(1_203))
        #expect(audit.damage == ["Entry 1204 cannot be read."])
        let outcome = try JournalRepair.repair(path: path, stamp: "now")
        #expect(outcome.keptUntil == Position(1_203))
        let again = try JournalAudit(path: path)
        #expect(again.isWell, "\(again)")
        #expect(again.soundUntil == Position(1_203))
        #expect(try JournalReader(path: path).run(Self.id)?.run.end == nil)
        let state = try SQLiteStore(path: path).load()
        #expect(state.position == Position(1_203))
        #expect(state.runs.map(\.id) == [Self.id])
        #expect(state.controls.first?.breakpoints == ["a"])
    }

    @Test("a row beside the events that nobody can read is named, and made anew from them")
    func unreadableRow() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        let rebuild = try Self.write(to: path)
        try DatabaseQueue(path: path).inDatabase { database in
            try database.execute(sql: "UPDATE controls SET json = '{}'")
            try database.execute(sql: "UPDATE runs SET json = '{}'")
        }
        let audit = try JournalAudit(path: path)
        #expect(audit.differences == ["A row that follows from the events cannot be read."])
        let outcome = try JournalRepair.repair(path: path, stamp: "now")
        #expect(outcome.keptUntil == rebuild.position)
        #expect(try JournalAudit(path: path).isWell)
    }

    @Test("of a journal whose end is cut off the entries that are there are kept", arguments: 1...9)
    func cutOff(tenths: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        _ = try Self.write(to: path)
        try Self.close(path)
        let whole = try Data(contentsOf: URL(filePath: path))
        let page = 4_096
        let cut = whole.prefix(whole.count * tenths / 10 / page * page)
        try cut.write(to: URL(filePath: path))
        let outcome = try JournalRepair.repair(path: path, stamp: "now")
        let kept = outcome.keptUntil.number
        // Pages are filled in the order of the entries, but for those of the indexes between them
        // and the first one of each table.
        #expect(kept >= Int64(Self.events.count * (tenths - 2) / 10 - 300), "\(kept)")
        #expect(kept < Int64(Self.events.count))
        #expect(try JournalAudit(path: path).isWell)
        #expect(try Data(contentsOf: URL(filePath: outcome.copy)) == cut)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!left.contains { $0.contains("whole") })
    }

    @Test("of a file that is no journal nothing is kept, and what was there lies beside it")
    func hopeless() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        let text = String(repeating: "not a database. ", count: 1_000)
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        let error = #expect(throws: JournalError.self) { try JournalAudit(path: path) }
        #expect(error?.code == .damaged)
        let outcome = try JournalRepair.repair(path: path, stamp: "now")
        #expect(outcome.keptUntil == .start)
        #expect(try String(contentsOfFile: outcome.copy, encoding: .utf8) == text)
        #expect(try JournalAudit(path: path).isWell)
    }

    @Test("an upgrade keeps a copy of the journal as it was")
    func upgrade() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        let before = try Self.write(to: path)
        let steps = Schema.steps + ["CREATE TABLE notes (text TEXT NOT NULL) STRICT"]
        let state = try SQLiteStore(path: path, steps: steps).load()
        #expect(state.position == before.position)
        let copy = path + ".version-\(Schema.steps.count)"
        #expect(try JournalAudit(path: copy).soundUntil == before.position)
        let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions]
        #expect(mode as? Int == 0o600)

        // The Pitwall of today finds a newer one's journal, and leaves it as it is.
        let bytes = try Data(contentsOf: URL(filePath: path))
        for open in [{ _ = try SQLiteStore(path: path) }, { _ = try JournalReader(path: path) }] {
            let error = #expect(throws: JournalError.self) { try open() }
            #expect(error?.code == .newer)
        }
        #expect(throws: JournalError.self) { try JournalRepair.repair(path: path, stamp: "now") }
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }

    @Test("an upgrade that fails changes nothing, and can be tried again")
    func failedUpgrade() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        let before = try Self.write(to: path)
        let broken = [
            "CREATE TABLE notes (text TEXT NOT NULL) STRICT", "INSERT INTO nowhere VALUES (1)",
        ]
        for _ in 0..<2 {
            #expect(throws: JournalError.self) {
                try SQLiteStore(path: path, steps: Schema.steps + broken)
            }
            let audit = try JournalAudit(path: path)
            #expect(audit.isWell)
            #expect(audit.soundUntil == before.position)
        }
        let mended = Schema.steps + [broken[0]]
        #expect(try SQLiteStore(path: path, steps: mended).load().position == before.position)
    }
}
