import Domain
import Foundation
import Journal
import Testing

@Suite("Searches of tracked runs")
struct RunSearchTests {
    /// Four runs, of which each has something that others have not.
    private final class Found {
        let folder: TemporaryFolder
        let reader: JournalReader
        let series: String

        init() throws {
            folder = try TemporaryFolder()
            series = folder.path + "/series.db"
            let store = try SQLiteStore(path: folder.path + "/journal.db")
            var state = TrackingState()
            var position = Position.start
            for command in Self.commands {
                let events = try state.decide(command)
                let now = Date(timeIntervalSince1970: 1)
                for event in events { state.apply(event, at: now) }
                let entries = events.map { event in
                    position = Position(position.number + 1)
                    return JournalEntry(
                        position: position,
                        at: now,
                        actor: .engine,
                        event: .tracking(event)
                    )
                }
                let runs = Set(events.compactMap(\.run)).compactMap { state.runs[$0] }
                try store.append(
                    Commit(
                        entries: entries,
                        runs: [],
                        controls: [],
                        trackedRuns: runs,
                        durability: .told
                    )
                )
            }
            try SeriesStore(path: series).append(Self.points)
            reader = try JournalReader(path: folder.path + "/journal.db")
        }

        static let commands: [TrackingCommand] =
            ["a", "b", "c", "d"].enumerated().map { number, name in
                .createRun(
                    TrackedRunCreation(
                        id: TrackedRunID(name),
                        experiment: .default,
                        name: "Run \(name)",
                        user: "ana",
                        startedAt: Int64(number)
                    )
                )
            } + [
                .annotateRun("a", parameters: [.init("kind", "toy")], tags: [.init("n%", "100%")]),
                .annotateRun("b", parameters: [.init("kind", "Toy")], tags: [.init("n%", "1")]),
                .updateRun("b", TrackedRunUpdate(status: .finished, endedAt: 50)),
                .updateRun("c", TrackedRunUpdate(status: .failed, endedAt: 40)),
            ]

        static let points: [(run: TrackedRunID, points: [MetricPoint])] = [
            ("a", 0.5), ("b", 0.9), ("c", .nan),
        ].map { run, value in
            (run, [MetricPoint(key: "auc", value: value, timestamp: 1, step: 1)])
        }

        func runs(_ filter: String, _ order: [String] = [], hasSeries: Bool = true) throws -> String
        {
            let query = TrackedRunQuery(filter: filter, order: order, limit: 10)
            let points = hasSeries ? try SeriesReader(path: series) : nil
            let answer = try reader.tracking(.runs(query), series: points)
            guard case .runs(let runs) = answer else { return "?" }
            return runs.map(\.run.id.text).joined()
        }
    }

    @Test(
        "a filter keeps the runs that match, newest first",
        arguments: [
            ("", "dcba"), ("metrics.auc > 0.4", "ba"), ("metrics.auc > 0.5", "b"),
            ("metrics.auc != 0.5", "b"), ("metrics.none != 1", ""), ("params.kind = 'toy'", "a"),
            ("params.kind != 'toy'", "b"), ("params.kind LIKE 't%'", "a"),
            ("params.kind ILIKE 't__'", "ba"), ("params.kind IS NULL", "dc"),
            ("params.kind IS NOT NULL", "ba"), ("tags.`n%` LIKE '%%'", "ba"),
            ("status = 'FAILED'", "c"), ("status != 'RUNNING'", "cb"),
            ("attributes.end_time < 45", "c"), ("run_id IN ('a', 'd')", "da"),
            ("run_id NOT IN ('a', 'd')", "cb"), ("run_name = 'Run a'", "a"),
            ("run_name LIKE '*'", ""), ("artifact_uri LIKE '%/d/artifacts'", "d"),
            ("metrics.auc > 0 AND params.kind = 'Toy' AND start_time >= 1", "b"),
            ("params.kind = 'x'' OR ''1''=''1'", "!"), ("params.kind = \"x' OR '1'='1\"", ""),
        ]
    )
    func filtered(filter: String, ids: String) throws {
        let found = try Found()
        guard ids != "!" else {
            #expect(throws: Refusal.self) { try found.runs(filter) }
            return
        }
        #expect(try found.runs(filter) == ids)
    }

    @Test(
        "what is missing stands last in both directions, behind what is no number",
        arguments: [
            (["metrics.auc"], "abcd"), (["metrics.auc DESC"], "bacd"),
            (["params.kind"], "badc"), (["params.kind DESC"], "abdc"),
            (["end_time DESC"], "bcda"), (["status", "start_time"], "cbad"),
            (["tags.none", "start_time ASC"], "abcd"),
        ]
    )
    func ordered(order: [String], ids: String) throws {
        #expect(try Found().runs("", order) == ids)
    }

    @Test("without a single metric a search for one finds nothing, and an order is by time")
    func noSeries() throws {
        let found = try Found()
        #expect(try found.runs("metrics.auc > 0", hasSeries: false).isEmpty)
        #expect(try found.runs("", ["metrics.auc"], hasSeries: false) == "dcba")
    }

    @Test(
        "a page tells how many there are, and the next run that is so has its place in the list",
        arguments: [
            (TrackedRunFind.Target.text("RUN B"), 0, true, 2), (.text("run"), 1, true, 1),
            (.text("run"), 1, false, 1), (.text("run d"), 2, true, 0), (.text("c"), 0, true, 1),
            (.text("none"), 0, true, -1), (.failed, 0, true, 1), (.failed, 0, false, 1),
        ]
    )
    func places(
        target: TrackedRunFind.Target,
        place: Int,
        isForward: Bool,
        expected: Int
    ) throws {
        let found = try Found()
        let list = TrackedRunQuery(limit: 2)
        let points = try SeriesReader(path: found.series)
        let page = try found.reader.tracking(.page(list), series: points)
        guard case .page(let page) = page else {
            Issue.record("\(page)")
            return
        }
        #expect(page.total == 4 && page.runs.map(\.run.id) == ["d", "c"])
        let find = TrackedRunFind(list: list, target: target, place: place, isForward: isForward)
        let answer = try found.reader.tracking(.place(find), series: points)
        #expect(answer == .place(expected < 0 ? nil : expected))
    }
}
