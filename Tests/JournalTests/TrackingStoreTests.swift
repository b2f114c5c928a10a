import Domain
import Foundation
import Journal
import Testing

@Suite("Tracked runs in the journal")
struct TrackingStoreTests {
    private static let time = Date(timeIntervalSince1970: 1_000)
    private static let id = TrackedRunID("r1")

    private static let commands: [TrackingCommand] = [
        .createExperiment("7", name: "study", tags: [.init("team", "a")]),
        .createRun(
            TrackedRunCreation(
                id: id,
                experiment: "7",
                name: "first",
                user: "ana",
                startedAt: 5,
                tags: [.init("kind", "toy")],
                attempt: AttemptID(RunID("study", 1), "train", 2)
            )
        ), .annotateRun(id, parameters: [.init("rate", "0.1"), .init("é", "")], tags: []),
        .annotateRun(id, parameters: [], tags: [.init("kind", "real"), .init("gone", "soon")]),
        .untagRun(id, "gone"),
        .updateRun(id, TrackedRunUpdate(status: .finished, endedAt: 9, name: "last")),
        .deleteRun(id), .deleteExperiment("7"), .restoreExperiment("7"),
    ]

    /// Carries the commands out, each in a commit of its own; `seen` looks after each.
    private static func write(
        to store: any EventStore,
        _ seen: (TrackingState) throws -> Void = { _ in }
    ) throws {
        var state = TrackingState()
        var position = try store.load().position
        for command in commands {
            let events = try state.decide(command)
            for event in events { state.apply(event, at: time) }
            let entries = events.map { event in
                position = Position(position.number + 1)
                return JournalEntry(
                    position: position,
                    at: time,
                    actor: .person("ana"),
                    event: .tracking(event)
                )
            }
            try store.append(
                Commit(
                    entries: entries,
                    runs: [],
                    controls: [],
                    experiments: Set(events.compactMap(\.experiment)).compactMap {
                        state.experiments[$0]
                    },
                    trackedRuns: Set(events.compactMap(\.run)).compactMap { state.runs[$0] },
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
                let again = try reopen()
                #expect(try again.trackedRun(Self.id) == state.runs[Self.id])
                #expect(
                    try TrackingState(experiments: again.load().experiments).experiments
                        == state.experiments
                )
            }
        }
    }

    @Test("a reader finds runs by experiment and by whether they are deleted")
    func read() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        let store = try SQLiteStore(path: path)
        let reader = try JournalReader(path: path)
        func count(_ view: LifecycleView, _ experiments: [ExperimentID]? = nil) throws -> Int {
            let query = TrackedRunQuery(experiments: experiments, view: view, limit: 10)
            guard case .runs(let runs) = try reader.tracking(.runs(query))
            else { return -1 }
            return runs.count
        }
        var seen: [[Int]] = []
        try Self.write(to: store) { _ in
            seen.append([try count(.active), try count(.deleted), try count(.all, ["0"])])
        }
        // After: the experiment, the run and four changes, two deletions, what brings both back.
        let steps = [[0, 0, 0]] + Array(repeating: [1, 0, 0], count: 5)
        #expect(seen == steps + [[0, 1, 0], [0, 1, 0], [1, 0, 0]])
    }

    @Test("an audit rebuilds tracked runs, and sees where one differs")
    func audited() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        try Self.write(to: SQLiteStore(path: path))
        #expect(try JournalAudit(path: path).isWell)
        let store = try SQLiteStore(path: path)
        let run = try #require(try store.trackedRun(Self.id))
        var other = run
        other.name = "another"
        let next = Position(try store.load().position.number + 1)
        let entry = JournalEntry(
            position: next,
            at: Self.time,
            actor: .engine,
            event: .tracking(.runUntagged(Self.id, "none"))
        )
        try store.append(
            Commit(
                entries: [entry],
                runs: [],
                controls: [],
                trackedRuns: [other],
                durability: .told
            )
        )
        let audit = try JournalAudit(path: path)
        #expect(
            audit.differences == ["Tracked run r1 stands otherwise than its events say."]
        )
    }

    @Test("a journal without them is brought to a version that has them, and a copy is kept")
    func upgraded() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/journal.db"
        let old = try SQLiteStore(path: path, steps: Array(Schema.steps.prefix(1)))
        #expect(throws: (any Error).self) { try old.load() }
        let reader = try JournalReader(path: path)
        #expect(try reader.tracking(.run(Self.id)) == .run(nil))
        try Self.write(to: SQLiteStore(path: path))
        #expect(FileManager.default.fileExists(atPath: path + ".version-1"))
        #expect(try JournalAudit(path: path).isWell)
    }
}

@Suite("Metric points")
struct SeriesStoreTests {
    private static let run = TrackedRunID("r1")

    private static func point(
        _ value: Double,
        time: Int64,
        step: Int64,
        _ key: TrackingKey = "loss"
    ) -> MetricPoint {
        MetricPoint(key: key, value: value, timestamp: time, step: step)
    }

    private static func history(_ path: String, _ key: TrackingKey = "loss") throws -> [MetricPoint]
    {
        try SeriesReader(path: path).history(MetricQuery(run: run, key: key, limit: 1_000))
    }

    @Test("a point that comes again is kept once, also after the file was opened anew")
    func once() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/series.db"
        let points = (0..<50).map { Self.point(Double($0) / 3, time: $0, step: $0) }
        for _ in 0..<2 {
            let store = try SeriesStore(path: path)
            try store.append([(Self.run, points), (Self.run, Array(points.suffix(9)))])
        }
        #expect(try Self.history(path) == points)
    }

    @Test(
        "every value comes back bit for bit",
        arguments: [0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, 0.1, 1e300]
    )
    func exact(value: Double) throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/series.db"
        try SeriesStore(path: path).append([(Self.run, [Self.point(value, time: 1, step: 1)])])
        #expect(try Self.history(path).map(\.value.bitPattern) == [value.bitPattern])
    }

    @Test("what is no number is kept as such, and once")
    func noNumber() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/series.db"
        let store = try SeriesStore(path: path)
        for value in [Double.nan, .signalingNaN, -.nan] {
            try store.append([(Self.run, [Self.point(value, time: 1, step: 1)])])
        }
        #expect(try Self.history(path).map(\.value.isNaN) == [true])
    }

    @Test("points are in the order of their times, and the newest is that of the last step")
    func order() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/series.db"
        let store = try SeriesStore(path: path)
        let late = Self.point(1, time: 30, step: 1)
        let far = Self.point(2, time: 10, step: 9)
        try store.append([(Self.run, [late]), (Self.run, [far])])
        try store.append([("r2", [Self.point(5, time: 1, step: 1, "auc")])])
        #expect(try Self.history(path) == [far, late])
        let latest = try SeriesReader(path: path).latest(of: [Self.run, "r2", "r3"])
        #expect(latest == [Self.run: [far], "r2": [Self.point(5, time: 1, step: 1, "auc")]])
    }

    @Test("a history is read page by page")
    func pages() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/series.db"
        let points = (0..<10).map { Self.point(0, time: $0, step: 0) }
        try SeriesStore(path: path).append([(Self.run, points)])
        let reader = try SeriesReader(path: path)
        let pages = try [0, 4, 8].map { offset in
            try reader.history(MetricQuery(run: Self.run, key: "loss", limit: 4, offset: offset))
        }
        #expect(pages.map(\.count) == [4, 4, 2])
        #expect(pages.flatMap(\.self) == points)
    }
}
