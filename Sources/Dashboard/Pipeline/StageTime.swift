import Domain
import Foundation
import Terminal

/// The time a stage took, takes, or usually takes.
enum StageTime {
    static func words(
        of row: StageTable.Row,
        _ state: PipelineState,
        _ model: Model
    ) -> SafeText {
        let run = row.run
        if run?.status == .running, let started = run?.attempts.last?.startedAt {
            return Times.stopwatch(state.now(model).timeIntervalSince(started))
        }
        if let report = run?.attempts.last?.report, !row.isStale {
            let seconds = max(0, report.endedAt.timeIntervalSince(report.startedAt))
            return SafeText(untrusted: Duration.seconds(seconds).words)
        }
        guard !state.isPast, row.isStale || run?.isSettled != true,
            let usual = state.snapshot?.usual[row.name]
        else { return "" }
        return SafeText(untrusted: "~ \(usual.words)")
    }
}
