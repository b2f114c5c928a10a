import Domain
import Engine
import Foundation
import Journal

/// A journal as years of use would leave it.
enum LargeJournal {
    /// Opens the project and writes runs in which every stage was tried and done; gives the count
    /// of events.
    static func write(atLeast count: Int, for folder: String) throws -> Int {
        let reading = try ProjectReading(folder: folder)
        guard let pipeline = reading.pipelines().first, let definition = pipeline.definition else {
            throw SpeedFailure("The project of the benchmark cannot be read.")
        }
        let store = try SQLiteStore(path: reading.privateFolder + "/journal.db")
        var writer = RunWriter(definition: definition, at: Date(timeIntervalSince1970: 1.7e9))
        while writer.count < count { try store.append(writer.nextRun()) }
        return writer.count
    }
}

/// Makes one run after the other, each as a single commit.
private struct RunWriter {
    let definition: PipelineDefinition
    private(set) var count = 0
    private var number = 0
    private var now: Date

    init(definition: PipelineDefinition, at start: Date) {
        self.definition = definition
        now = start
    }

    mutating func nextRun() -> Commit {
        number += 1
        let id = RunID(definition.name, number)
        var events: [Event] = [
            .runOpened(RunOpened(run: id, definition: definition, area: .project, commit: nil)),
            .stagesRequested(
                StagesRequested(
                    run: id,
                    stages: definition.stages.map(\.name),
                    reset: [],
                    options: StartOptions()
                )
            ),
        ]
        for stage in definition.stages { events += self.events(of: stage.name, in: id) }
        events.append(.runEnded(id, .done))
        return commit(events)
    }

    private func events(of stage: StageName, in run: RunID) -> [Event] {
        let attempt = AttemptID(run, stage, 1)
        let check = StageCheck(stage: stage, verdict: .runs([Change(subject: .dependency)]))
        let report = ExitReport(status: .exited(0), startedAt: now, endedAt: now + 1)
        return [
            .stageChecking(run, stage),
            .attemptStarting(AttemptStarting(attempt: attempt, check: check, leasedTo: nil)),
            .attemptStarted(attempt, ProcessRecord(pid: 7, startTicks: 7, boot: "speed")),
            .attemptEnded(attempt, report), .stageSaving(run, stage, nil, note: nil),
            .stageEnded(StageEnded(run: run, stage: stage, outcome: .done)),
        ]
    }

    private mutating func commit(_ events: [Event]) -> Commit {
        var entries: [JournalEntry] = []
        var rebuild = Rebuild()
        for event in events {
            count += 1
            now += 1
            let entry = JournalEntry(
                position: Position(Int64(count)),
                at: now,
                actor: .person("speed"),
                event: event
            )
            entries.append(entry)
            rebuild.apply(entry)
        }
        return Commit(
            entries: entries,
            runs: Array(rebuild.runs.values),
            controls: Array(rebuild.controls.values),
            durability: .passing
        )
    }
}
