import Domain
import Foundation
import Journal
import Testing

/// A fresh store of either form, and how to open it again.
enum StoreForm: String, CaseIterable, CustomTestStringConvertible {
    case sqlite
    case simulated

    var testDescription: String { rawValue }

    func withStore(
        _ body: (any EventStore, _ reopen: () throws -> any EventStore) throws -> Void
    )
        throws
    {
        switch self {
        case .simulated:
            let store = SimulatedStore()
            try body(store) { store }
        case .sqlite:
            let folder = try TemporaryFolder()
            let path = folder.path + "/journal.db"
            try body(try SQLiteStore(path: path)) { try SQLiteStore(path: path) }
        }
    }
}

/// A folder of one test, gone with it.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/pitwall-journal.XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

@Suite("Journal")
struct EventStoreTests {
    private static let start = Date(timeIntervalSince1970: 1_000.25)
    private static let id = RunID("study", 1)

    private static let definition = PipelineDefinition(
        name: "study",
        file: "dvc.yaml",
        stages: ["a", "b"].map { (name: StageName) in
            GraphStage(
                definition: StageDefinition(
                    name: name,
                    place: SourcePlace(file: "dvc.yaml", line: 2, column: 3),
                    command: .list(["true", "echo 'x'"]),
                    parameters: [ParameterSource(path: "params.yaml", keys: ["a.b"])]
                ),
                upstream: name == "b" ? ["a"] : []
            )
        }
    )

    /// Applies events to a run and appends them as one commit.
    private static func append(
        _ events: [Event],
        to run: inout Run,
        after position: Position,
        in store: any EventStore,
        durability: Durability = .told
    ) throws -> Position {
        var control = PipelineControl(name: "study")
        control.lastRun = 1
        var entries: [JournalEntry] = []
        for event in events {
            run.apply(event, by: .person("ana"), at: start)
            let next = Position(position.number + Int64(entries.count) + 1)
            entries.append(
                JournalEntry(position: next, at: start, actor: .person("ana"), event: event)
            )
        }
        try store.append(
            Commit(entries: entries, runs: [run], controls: [control], durability: durability)
        )
        return Position(position.number + Int64(entries.count))
    }

    private static func opened() -> (event: Event, run: Run) {
        let opened = RunOpened(run: id, definition: definition, area: .project, commit: "9f2e1c3")
        return (.runOpened(opened), Run(opened: opened, by: .person("ana"), at: start))
    }

    @Test("a reader that knows a run reads what changed since as one that reads it whole")
    func readsAlong() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        let store = try SQLiteStore(path: path)
        var (event, run) = Self.opened()
        var position = try Self.append([event], to: &run, after: .start, in: store)
        let reader = try JournalReader(path: path)
        let first = AttemptID(Self.id, "a", 1)
        let check = StageCheck(stage: "a", verdict: .runs([Change(subject: .neverRun)]))
        let report = ExitReport(
            status: .exited(0),
            startedAt: Self.start,
            endedAt: Self.start.addingTimeInterval(3)
        )
        let request = StagesRequested(
            run: Self.id,
            stages: ["a", "b"],
            reset: [],
            options: StartOptions()
        )
        let steps: [[Event]] = [
            [.stagesRequested(request), .stageChecking(Self.id, "a")],
            [.attemptStarting(AttemptStarting(attempt: first, check: check, leasedTo: nil))],
            [.attemptEnded(first, report), .stageSaving(Self.id, "a", nil, note: nil)],
            [.commented(Self.id, "a", "slow")],
            [.stageEnded(StageEnded(run: Self.id, stage: "a", outcome: .done))],
            [.stageEnded(StageEnded(run: Self.id, stage: "b", outcome: .cancelled))],
            [.runEnded(Self.id, .cancelled)],
        ]
        for events in steps {
            position = try Self.append(events, to: &run, after: position, in: store)
            let along = try #require(try reader.run(Self.id))
            let whole = try #require(try JournalReader(path: path).run(Self.id))
            #expect(along.run == run)
            #expect(along == whole)
        }
        #expect(try reader.run(Self.id)?.recent == ["a": [.seconds(3)]])
    }

    @Test("the last five times of a stage are known, however often it ran", arguments: [3, 5, 40])
    func recentTimes(count: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        let store = try SQLiteStore(path: path)
        var (event, run) = Self.opened()
        var position = try Self.append([event], to: &run, after: .start, in: store)
        for number in 1...count {
            let ended = Self.start.addingTimeInterval(Double(number * 100))
            let report = ExitReport(
                status: .exited(0),
                startedAt: ended.addingTimeInterval(-Double(number)),
                endedAt: ended
            )
            let attempt = AttemptID(Self.id, "a", number)
            let check = StageCheck(stage: "a", verdict: .runs([Change(subject: .neverRun)]))
            position = try Self.append(
                [
                    .attemptStarting(
                        AttemptStarting(attempt: attempt, check: check, leasedTo: nil)
                    ), .attemptEnded(attempt, report),
                ],
                to: &run,
                after: position,
                in: store
            )
        }
        let newest = (1...count).reversed().prefix(5).map { Duration.seconds($0) }
        #expect(try JournalReader(path: path).run(Self.id)?.recent == ["a": Array(newest)])
    }

    @Test(
        "whether the newest run was done throughout is known without reading its stages",
        arguments: [
            (StageOutcome.done, StageOutcome.unchanged, Status.done, true),
            (.done, .done, .done, true), (.unchanged, .restored, .done, true),
            (.skipped(reason: "\"phase\""), .done, .done, false),
            (.doneByHand(note: "x"), .done, .done, false), (.done, .done, .cancelled, false),
            (.failed(StageFailure(kind: .command, text: "x")), .unchanged, .failed, false),
        ]
    )
    func doneThroughout(
        first: StageOutcome,
        second: StageOutcome,
        end: Status,
        isDone: Bool
    ) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        let store = try SQLiteStore(path: path)
        var (event, run) = Self.opened()
        let check = StageCheck(stage: "a", verdict: .runs([Change(subject: .neverRun)]))
        let attempt = AttemptStarting(
            attempt: AttemptID(Self.id, "a", 1),
            check: check,
            leasedTo: nil
        )
        let begin = first == .unchanged ? [] : [Event.attemptStarting(attempt)]
        let events =
            [event] + begin + [
                .stageEnded(StageEnded(run: Self.id, stage: "a", outcome: first)),
                .stageEnded(StageEnded(run: Self.id, stage: "b", outcome: second)),
            ]
        let position = try Self.append(events, to: &run, after: .start, in: store)
        let reader = try JournalReader(path: path)
        #expect(try !reader.isNewestDoneThroughout(of: "study"))
        _ = try Self.append([.runEnded(Self.id, end)], to: &run, after: position, in: store)
        #expect(try reader.isNewestDoneThroughout(of: "study") == isDone)
        #expect(try !reader.isNewestDoneThroughout(of: "other"))
    }

    @Test("what was appended is there after opening again", arguments: StoreForm.allCases)
    func reopens(form: StoreForm) throws {
        try form.withStore { store, reopen in
            var (event, run) = Self.opened()
            var position = try Self.append([event], to: &run, after: .start, in: store)
            let attempt = AttemptID(Self.id, "a", 1)
            let check = StageCheck(
                stage: "a",
                verdict: .runs([Change(subject: .parameter, name: "p:a", old: "1", new: "2")])
            )
            position = try Self.append(
                [
                    .stagesRequested(
                        StagesRequested(
                            run: Self.id,
                            stages: ["a"],
                            reset: [],
                            options: StartOptions(force: true)
                        )
                    ),
                    .attemptStarting(
                        AttemptStarting(attempt: attempt, check: check, leasedTo: nil)
                    ),
                    .attemptStarted(attempt, ProcessRecord(pid: 7, startTicks: 8, boot: "x")),
                ],
                to: &run,
                after: position,
                in: store,
                durability: .passing
            )
            let state = try reopen().load()
            #expect(state.position == position)
            #expect(state.runs == [run])
            #expect(state.controls.map(\.lastRun) == [1])
        }
    }

    @Test("a run that is over is not loaded, but can be read", arguments: StoreForm.allCases)
    func endedRun(form: StoreForm) throws {
        try form.withStore { store, reopen in
            var (event, run) = Self.opened()
            let position = try Self.append([event], to: &run, after: .start, in: store)
            _ = try Self.append(
                [.runEnded(Self.id, .cancelled)],
                to: &run,
                after: position,
                in: store
            )
            let again = try reopen()
            #expect(try again.load().runs.isEmpty)
            #expect(try again.run(Self.id) == run)
            #expect(try again.run(RunID("study", 2)) == nil)
        }
    }

    @Test("a failing disk leaves what was there")
    func failingDisk() throws {
        let store = SimulatedStore()
        var (event, run) = Self.opened()
        let position = try Self.append([event], to: &run, after: .start, in: store)
        let before = try store.load()
        store.commitsUntilFailure = 0
        #expect(throws: JournalError.self) {
            try Self.append([.runEnded(Self.id, .done)], to: &run, after: position, in: store)
        }
        #expect(try store.load() == before)
    }

    @Test("a simulated power cut takes at most what was not flushed")
    func powerCut() throws {
        let store = SimulatedStore()
        var (event, run) = Self.opened()
        var position = try Self.append([event], to: &run, after: .start, in: store)
        var states = [try store.load()]
        for stage in ["a", "b"] as [StageName] {
            position = try Self.append(
                [.stageChecking(Self.id, stage)],
                to: &run,
                after: position,
                in: store,
                durability: .passing
            )
            states.append(try store.load())
        }
        #expect(store.unflushedCount == 2)
        store.cutPower(losing: 1)
        #expect(try store.load() == states[1])
        // What is found after a power cut is on the disk.
        #expect(store.unflushedCount == 0)
        store.cutPower(losing: 0)
        #expect(try store.load() == states[1])
    }

    @Test("a journal of a newer version is refused and left as it is")
    func newer() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        _ = try SQLiteStore(path: path)
        try Self.setVersion(99, of: path)
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(throws: JournalError.self) { try SQLiteStore(path: path) }
        #expect(throws: JournalError.self) { try JournalReader(path: path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    /// Writes SQLite's `user_version`, bytes 60 to 63 of the file, as a newer Pitwall would.
    private static func setVersion(_ version: UInt8, of path: String) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.seek(toOffset: 63)
        try file.write(contentsOf: Data([version]))
        try file.close()
    }

    @Test(
        "a journal whose making was cut off is made anew",
        arguments: ["", "-journal", "-wal", ".pitwall-tmp", ".pitwall-tmp-journal"]
    )
    func cutOff(suffix: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        let left = suffix.isEmpty ? Data() : Data(repeating: 0x41, count: 4_096)
        try left.write(to: URL(fileURLWithPath: path + suffix))
        let store = try SQLiteStore(path: path)
        #expect(try store.load().position == .start)
        #expect(try JournalReader(path: path).position() == .start)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.filter { $0.contains("pitwall-tmp") || $0.hasSuffix("-journal") }.isEmpty)
    }

    @Test("a file that is no database is named as damaged")
    func damaged() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        try Data(repeating: 0x41, count: 8_192).write(to: URL(fileURLWithPath: path))
        do {
            _ = try SQLiteStore(path: path)
            Issue.record("It opened.")
        } catch let error as JournalError {
            #expect(error.code == .damaged)
        }
    }

    @Test("the reader gives entries newest first and usual durations")
    func reader() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        let store = try SQLiteStore(path: path)
        var (event, run) = Self.opened()
        let position = try Self.append([event], to: &run, after: .start, in: store)
        let reports = (1...3).map { seconds in
            Event.attemptEnded(
                AttemptID(Self.id, "a", seconds),
                ExitReport(
                    status: .exited(0),
                    startedAt: Self.start,
                    endedAt: Self.start.addingTimeInterval(Double(seconds))
                )
            )
        }
        _ = try Self.append(reports, to: &run, after: position, in: store)
        let reader = try JournalReader(path: path)
        let entries = try reader.activity(ActivityQuery(pipeline: "study"))
        #expect(entries.map(\.position.number) == [4, 3, 2, 1])
        #expect(entries.last?.event == event)
        #expect(entries.allSatisfy { $0.actor == .person("ana") && $0.at == Self.start })
        let snapshot = try #require(try reader.run(Self.id))
        #expect(snapshot.usual["a"] == .seconds(2))
        #expect(try reader.activity(ActivityQuery(pipeline: "stud*")).isEmpty)
    }
}
