import Domain
import Foundation
import Testing

/// Small pipelines and runs for tests.
enum Samples {
    static let start = Date(timeIntervalSince1970: 1_000)
    static let ana = Actor.person("ana")

    static func stage(
        _ name: StageName,
        _ settings: StageSettings = StageSettings()
    ) -> StageDefinition {
        StageDefinition(
            name: name,
            place: SourcePlace(file: "dvc.yaml", line: 1, column: 1),
            command: .text("true"),
            settings: settings
        )
    }

    /// `a` before `b` before `c`, and `d` beside them.
    static func definition(_ settings: StageSettings = StageSettings()) -> PipelineDefinition {
        PipelineDefinition(
            name: "study",
            file: "dvc.yaml",
            stages: [
                GraphStage(definition: stage("a", settings), upstream: []),
                GraphStage(definition: stage("b", settings), upstream: ["a"]),
                GraphStage(definition: stage("c", settings), upstream: ["b"]),
                GraphStage(definition: stage("d", settings), upstream: []),
            ]
        )
    }

    static let id = RunID("study", 1)

    static func run(_ settings: StageSettings = StageSettings()) -> Run {
        let opened = RunOpened(
            run: id,
            definition: definition(settings),
            area: .project,
            commit: nil
        )
        return Run(opened: opened, by: ana, at: start)
    }

    static func check(_ stage: StageName, _ verdict: Verdict) -> StageCheck {
        StageCheck(stage: stage, verdict: verdict)
    }

    static let changed = Verdict.runs([Change(subject: .neverRun)])

    static func report(_ status: Domain.ExitStatus) -> ExitReport {
        ExitReport(status: status, startedAt: start, endedAt: start.addingTimeInterval(1))
    }
}

extension Run {
    /// Decides and applies, and gives the events.
    @discardableResult
    mutating func take(
        _ command: RunCommand,
        by actor: Actor = Samples.ana,
        at now: Date = Samples.start
    ) throws -> [Event] {
        let events = try decide(command, by: actor, at: now)
        for event in events { apply(event, by: actor, at: now) }
        return events
    }

    /// Brings a queued stage to a running attempt.
    mutating func start(_ stage: StageName) throws -> AttemptID {
        try take(.begin(stage, atBreakpoint: false))
        try take(.observe(stage, .checked(Samples.check(stage, Samples.changed))))
        let number = try #require(self.stage(stage)?.attempts.last?.number)
        let attempt = AttemptID(id, stage, number)
        let process = ProcessRecord(pid: 10, startTicks: 20, boot: "boot")
        try take(.observe(stage, .started(attempt, process)))
        return attempt
    }

    /// Runs a queued stage to a good end.
    mutating func finish(_ stage: StageName) throws {
        let attempt = try start(stage)
        try take(.observe(stage, .exited(attempt, Samples.report(.exited(0)))))
        try take(.observe(stage, .saved([])))
    }
}
