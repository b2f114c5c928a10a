import Domain
import Foundation
import Terminal

/// Something that waits for a person.
struct WaitingItem: Sendable {
    let pipeline: PipelineName
    let stage: StageName?
    let run: RunID
    let status: Status
    /// One word: failed, step, paused.
    let word: SafeText
    let text: SafeText
    let since: Date

    /// Smaller comes first.
    var urgency: Int {
        switch status {
        case .failed: 0
        case .paused: 1
        default: 2
        }
    }

    static func items(of pipeline: PipelineSnapshot) -> [WaitingItem] {
        guard let run = pipeline.newestRun?.run, run.end == nil else { return [] }
        var items: [WaitingItem] = []
        for stage in run.stages where stage.isFailed || stage.phase == .held {
            items.append(
                WaitingItem(
                    pipeline: pipeline.name,
                    stage: stage.stage,
                    run: run.id,
                    status: stage.status,
                    word: stage.isFailed ? "failed" : "paused",
                    text: SafeText(
                        untrusted: stage.isFailed
                            ? stage.reason ?? ""
                            : "'\(stage.stage.short)' stands at a breakpoint"
                    ),
                    since: stage.endedAt ?? run.openedAt
                )
            )
        }
        if items.isEmpty, !run.isActive, let next = run.nextSteps.first {
            let done = "\(run.settledCount) of \(run.stages.count) stages done"
            items.append(
                WaitingItem(
                    pipeline: pipeline.name,
                    stage: next,
                    run: run.id,
                    status: .yourStep,
                    word: "step",
                    text: SafeText(untrusted: "next is \(next.short); \(done)"),
                    since: run.stages.compactMap(\.endedAt).max() ?? run.openedAt
                )
            )
        }
        return items
    }
}
