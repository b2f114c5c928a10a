import Domain
import Foundation

/// A journal in memory, and what else a project reads.
struct Today: Reading {
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

    func tracking(_ query: TrackingQuery) throws -> TrackingAnswer { .runs([]) }
    func registry(_ query: RegistryQuery) throws -> [RegisteredModel] { [] }
    func promotions() throws -> [Promotion] { [] }

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
                && query.run.map { entry.event.run == $0 } ?? true
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

extension Today {
    /// A run that is over, and one that began after it; eight events.
    static func twoRuns() -> Today {
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

    static func opened(_ run: RunID) -> RunOpened {
        RunOpened(run: run, definition: Samples.definition(), area: .project, commit: nil)
    }
}
