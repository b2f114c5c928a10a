import Domain
import Foundation
import Testing

@Suite("The past of a project")
struct PastReadingTests {
    /// A journal in memory, and what else a project reads.
    private struct Today: Reading {
        let entries: [JournalEntry]
        let newest: [RunSnapshot]

        func project() throws -> ProjectSnapshot {
            ProjectSnapshot(
                position: entries.last?.position ?? .start,
                name: "study",
                root: "/study",
                pipelines: [
                    PipelineSnapshot(
                        name: "study",
                        file: "dvc.yaml",
                        definition: nil,
                        mistakes: ["dvc.yaml:1:1: it is broken today."],
                        newestRun: newest.first,
                        breakpoints: ["d"],
                        dataChangedAt: nil,
                        modelMadeAt: nil,
                        undo: "a comment"
                    )
                ],
                mistakes: [],
                isUnopened: false,
                found: FoundThings(rows: [], isForeign: false)
            )
        }

        func pipelines() throws -> [PipelineSnapshot] { try project().pipelines }

        func plan(
            of pipeline: PipelineName,
            selection: Selection,
            options: StartOptions
        ) throws -> Plan { Plan(pipeline: pipeline, stages: []) }

        func runs(of pipeline: PipelineName, limit: Int) throws -> [RunSnapshot] {
            Array(newest.prefix(limit))
        }

        func run(_ id: RunID) throws -> RunSnapshot? { newest.first { $0.run.id == id } }

        func activity(_ query: ActivityQuery) throws -> [JournalEntry] {
            let found = entries.reversed().filter { entry in
                query.before.map { entry.position < $0 } ?? true
                    && query.after.map { entry.position > $0 } ?? true
            }
            return Array(found.prefix(query.limit))
        }

        func metrics(of pipeline: PipelineName) throws -> [MetricFile] { [] }

        func plots(of pipeline: PipelineName) throws -> [Plot] { [] }

        func artifacts(of pipeline: PipelineName) throws -> [Artifact] { [] }

        func trackedFiles() throws -> [ProjectPath] { [] }

        func changes(of sources: [ProjectPath]) throws -> [SourceChange] { [] }

        func log(of attempt: AttemptID) throws -> LogDescriptors {
            LogDescriptors(log: nil, times: nil)
        }
    }

    private static func today() -> Today {
        let second = RunID("study", 2)
        let events: [Event] = [
            .runOpened(opened(Samples.id)),
            .breakpointSet("study", "b"),
            .stageChecking(Samples.id, "a"),
            .stageEnded(StageEnded(run: Samples.id, stage: "a", outcome: .done)),
            .runEnded(Samples.id, .done),
            .breakpointCleared("study", "b"),
            .runOpened(opened(second)),
            .stageChecking(second, "a"),
        ]
        let entries = events.enumerated().map { index, event in
            JournalEntry(
                position: Position(Int64(index + 1)),
                at: Samples.start.addingTimeInterval(Double(index)),
                actor: Samples.ana,
                event: event
            )
        }
        let runs = [entries[6...], entries[..<5]].map { entries in
            var run = Run(
                opened: opened(entries.first?.position == Position(1) ? Samples.id : second),
                by: Samples.ana,
                at: entries.first?.at ?? Samples.start
            )
            for entry in entries { run.apply(entry.event, by: entry.actor, at: entry.at) }
            return RunSnapshot(run: run, position: Position(8), usual: [:], recent: [:])
        }
        return Today(entries: entries, newest: runs)
    }

    private static func opened(_ run: RunID) -> RunOpened {
        RunOpened(run: run, definition: Samples.definition(), area: .project, commit: nil)
    }

    @Test("it shows the newest run, the breakpoints and the journal as they were")
    func forward() throws {
        let today = Self.today()
        let past = PastReading(of: today)
        #expect(try past.project().pipelines[0].newestRun == nil)
        #expect(try past.activity(ActivityQuery()).isEmpty)
        var breakpoints: [Int] = []
        var runs: [Int] = []
        for entry in try today.entries(after: .start, limit: 100) {
            past.advance(by: entry)
            let project = try past.project()
            #expect(project.position == entry.position)
            #expect(try past.activity(ActivityQuery(limit: 1)).first == entry)
            let pipeline = project.pipelines[0]
            breakpoints.append(pipeline.breakpoints.count)
            runs.append(pipeline.newestRun?.run.id.number ?? 0)
            #expect(pipeline.definition == Samples.definition())
            #expect(pipeline.mistakes.isEmpty)
            #expect(pipeline.undo == nil)
        }
        #expect(breakpoints == [0, 1, 1, 1, 1, 0, 0, 0])
        #expect(runs == [1, 1, 1, 1, 1, 1, 2, 2])
        #expect(try past.project().pipelines[0].newestRun?.run == today.newest[0].run)
        #expect(try past.runs(of: "study", limit: 5).map(\.run.id.number) == [2, 1])
        #expect(try past.runs(of: "study", limit: 1).map(\.run.id.number) == [2])
    }

    @Test("a run that was not opened yet is not known, and none is planned")
    func notYet() throws {
        let today = Self.today()
        let past = PastReading(of: today)
        for entry in today.entries.prefix(4) { past.advance(by: entry) }
        #expect(try past.run(RunID("study", 2)) == nil)
        #expect(try past.run(Samples.id)?.run.end == nil)
        #expect(throws: Refusal.self) {
            try past.plan(of: "study", selection: .all, options: StartOptions())
        }
    }

    @Test("entries are read forward, a page at a time")
    func pages() throws {
        let today = Self.today()
        let page = try today.entries(after: Position(2), limit: 3)
        #expect(page.map(\.position.number) == [3, 4, 5])
        #expect(try today.entries(after: Position(8), limit: 3).isEmpty)
    }
}
