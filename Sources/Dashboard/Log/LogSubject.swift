import Domain
import Foundation
import Terminal

/// The attempt that a log is about, as far as the last readings know it.
struct LogSubject {
    let id: AttemptID
    let stageRun: StageRun?
    let attempt: Attempt?

    init(_ id: AttemptID, in model: Model) {
        self.id = id
        let newest = model.pipeline(id.run.pipeline)?.newestRun?.run
        let earlier = model.pipelines[id.run.pipeline]?.runs ?? []
        let run = newest?.id == id.run ? newest : earlier.first { $0.run.id == id.run }?.run
        stageRun = run?.stage(id.stage)
        attempt = stageRun?.attempts.first { $0.number == id.number }
    }

    /// The number of attempts, as far as is known.
    var count: Int { max(id.number, stageRun?.attempts.count ?? 0) }

    private var isNewest: Bool { stageRun?.attempts.last?.number == id.number }

    /// It may still print.
    var isLive: Bool {
        guard let attempt, isNewest else { return false }
        return attempt.report == nil && stageRun?.status == .running
    }

    var status: Status? {
        guard let stageRun, let attempt else { return nil }
        if isNewest, stageRun.isActive || attempt.report == nil { return stageRun.status }
        guard let report = attempt.report else { return nil }
        if isNewest, stageRun.status == .cancelled || stageRun.isFailed { return stageRun.status }
        return report.status.isSuccess ? .done : .failed
    }

    var isFailed: Bool { status == .failed }

    /// How it ended, where that says more than the status: `exit 2`, `signal 9`.
    var ending: SafeText? {
        guard let status = attempt?.report?.status, !status.isSuccess else { return nil }
        return SafeText(untrusted: "\(status)")
    }

    /// How long it took, or has been taking.
    func duration(at now: Date) -> Duration? {
        guard let attempt else { return nil }
        if let report = attempt.report {
            return .seconds(report.endedAt.timeIntervalSince(report.startedAt))
        }
        return isLive ? .seconds(max(0, now.timeIntervalSince(attempt.startedAt))) : nil
    }
}
