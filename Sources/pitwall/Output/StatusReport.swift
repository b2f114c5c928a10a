import Domain
import Foundation

/// What `status --json` prints; every field is always there, null where there is nothing to say.
struct StatusReport: Encodable {
    struct Pipeline {
        let name: String
        let level: Int
        let state: String
        let mistakes: [String]
        let run: RunReport?
    }

    struct RunReport {
        let id: String
        let state: String
        let openedBy: String
        let openedAt: Date
        let endedAt: Date?
        let stages: [StageReport]
    }

    struct StageReport {
        let name: String
        let state: String
        let reason: String?
        let startedAt: Date?
        let endedAt: Date?
        let exitCode: Int32?
        let attempts: Int
    }

    /// What keeps the project's engine from writing something down.
    struct TroubleReport {
        let text: String
        let subject: String
        let reason: String
        let since: Date?
        let retrySeconds: Int?
        let folder: String?
        let freeBytes: UInt64?
        let sizeBytes: UInt64?
    }

    let project: String
    let root: String
    let mistakes: [String]
    let trouble: TroubleReport?
    /// Where stages log to with MLflow: `own`, or `keep` with the place where it is known.
    let tracking: String
    let trackingPlace: String?
    let pipelines: [Pipeline]

    init(_ snapshot: ProjectSnapshot) {
        project = snapshot.name
        root = snapshot.root
        mistakes = snapshot.mistakes + snapshot.lockMistakes
        trouble = snapshot.trouble.map(TroubleReport.init)
        tracking = snapshot.tracking == .own ? "own" : "keep"
        if case .elsewhere(let place) = snapshot.tracking {
            trackingPlace = place
        } else {
            trackingPlace = nil
        }
        pipelines = snapshot.pipelines.map { pipeline in
            Pipeline(
                name: pipeline.name.text,
                level: pipeline.definition?.level.rawValue ?? 0,
                state: pipeline.status.rawValue,
                mistakes: pipeline.mistakes,
                run: pipeline.newestRun.map { RunReport($0.run) }
            )
        }
    }
}

/// What commands that run something print with `--json`, however many runs there are.
struct RunsReport: Encodable {
    let runs: [StatusReport.RunReport]
}

extension StatusReport.RunReport {
    init(_ run: Run) {
        id = run.id.description
        state = run.status.rawValue
        openedBy = run.openedBy.description
        openedAt = run.openedAt
        endedAt = run.endedAt
        stages = zip(run.stages, run.reasons).map { stage, reason in
            StatusReport.StageReport(
                name: stage.stage.text,
                state: stage.status.rawValue,
                reason: reason,
                startedAt: stage.attempts.last?.startedAt,
                endedAt: stage.endedAt,
                exitCode: stage.attempts.last?.report?.status.code,
                attempts: stage.attempts.count
            )
        }
    }
}

extension StatusReport.TroubleReport {
    init(_ trouble: WriteTrouble) {
        text = trouble.title
        subject = trouble.subject.rawValue
        reason = trouble.reason
        since = trouble.since
        retrySeconds = trouble.retrySeconds
        folder = trouble.room?.folder
        freeBytes = trouble.room?.free
        sizeBytes = trouble.room?.size
    }
}

// MARK: - JSON with nulls

extension StatusReport {
    private enum Key: CodingKey {
        case project, root, mistakes, trouble, tracking, trackingPlace, pipelines
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(project, forKey: .project)
        try fields.encode(root, forKey: .root)
        try fields.encode(mistakes, forKey: .mistakes)
        try fields.encode(trouble, forKey: .trouble)
        try fields.encode(tracking, forKey: .tracking)
        try fields.encode(trackingPlace, forKey: .trackingPlace)
        try fields.encode(pipelines, forKey: .pipelines)
    }
}

extension StatusReport.TroubleReport: Encodable {
    private enum Key: CodingKey {
        case text, subject, reason, since, retrySeconds, folder, freeBytes, sizeBytes
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(text, forKey: .text)
        try fields.encode(subject, forKey: .subject)
        try fields.encode(reason, forKey: .reason)
        try fields.encode(since, forKey: .since)
        try fields.encode(retrySeconds, forKey: .retrySeconds)
        try fields.encode(folder, forKey: .folder)
        try fields.encode(freeBytes, forKey: .freeBytes)
        try fields.encode(sizeBytes, forKey: .sizeBytes)
    }
}

extension StatusReport.Pipeline: Encodable {
    private enum Key: CodingKey {
        case name, level, state, mistakes, run
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(name, forKey: .name)
        try fields.encode(level, forKey: .level)
        try fields.encode(state, forKey: .state)
        try fields.encode(mistakes, forKey: .mistakes)
        try fields.encode(run, forKey: .run)
    }
}

extension StatusReport.RunReport: Encodable {
    private enum Key: CodingKey {
        case id, state, openedBy, openedAt, endedAt, stages
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(id, forKey: .id)
        try fields.encode(state, forKey: .state)
        try fields.encode(openedBy, forKey: .openedBy)
        try fields.encode(openedAt, forKey: .openedAt)
        try fields.encode(endedAt, forKey: .endedAt)
        try fields.encode(stages, forKey: .stages)
    }
}

extension StatusReport.StageReport: Encodable {
    private enum Key: CodingKey {
        case name, state, reason, startedAt, endedAt, exitCode, attempts
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(name, forKey: .name)
        try fields.encode(state, forKey: .state)
        try fields.encode(reason, forKey: .reason)
        try fields.encode(startedAt, forKey: .startedAt)
        try fields.encode(endedAt, forKey: .endedAt)
        try fields.encode(exitCode, forKey: .exitCode)
        try fields.encode(attempts, forKey: .attempts)
    }
}
