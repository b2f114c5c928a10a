import Domain
import Foundation

/// What `status --json` prints.
struct StatusReport: Encodable {
    struct Pipeline: Encodable {
        let name: String
        let level: Int
        let state: String
        let mistakes: [String]
        let run: RunReport?
    }

    struct RunReport: Encodable {
        let id: String
        let state: String
        let openedBy: String
        let openedAt: Date
        let endedAt: Date?
        let stages: [StageReport]
    }

    struct StageReport: Encodable {
        let name: String
        let state: String
        let reason: String?
        let startedAt: Date?
        let endedAt: Date?
        let exitCode: Int32?
        let attempts: Int
    }

    let project: String
    let root: String
    let mistakes: [String]
    let pipelines: [Pipeline]

    init(_ snapshot: ProjectSnapshot) {
        project = snapshot.name
        root = snapshot.root
        mistakes = snapshot.mistakes
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

extension StatusReport.RunReport {
    init(_ run: Run) {
        id = run.id.description
        state = run.status.rawValue
        openedBy = run.openedBy.description
        openedAt = run.openedAt
        endedAt = run.endedAt
        stages = run.stages.map { stage in
            StatusReport.StageReport(
                name: stage.stage.text,
                state: stage.status.rawValue,
                reason: stage.reason,
                startedAt: stage.attempts.last?.startedAt,
                endedAt: stage.endedAt,
                exitCode: stage.attempts.last?.report?.status.code,
                attempts: stage.attempts.count
            )
        }
    }
}
