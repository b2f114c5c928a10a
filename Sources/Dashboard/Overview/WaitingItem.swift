import Domain
import Foundation
import Terminal

/// Something that waits for a person.
struct WaitingItem: Sendable {
    /// The pipeline, or the model.
    let subject: SafeText
    let run: RunID?
    let status: Status
    /// One word: failed, step, paused.
    let word: SafeText
    let text: SafeText
    /// Nil where it is not known.
    let since: Date?

    /// Smaller comes first.
    var urgency: Int {
        switch status {
        case .failed: 0
        case .yourDecision: 1
        case .paused: 2
        default: 3
        }
    }

    let row: OverviewModel.Row

    /// What waits in a pipeline with a definition.
    static func items(of table: StageTable) -> [WaitingItem] {
        guard let run = table.run, run.end == nil else { return [] }
        let items = table.rows.compactMap { row in row.run.flatMap { item($0, row, run) } }
        guard items.isEmpty, let next = table.nextStep else { return items }
        let row = table.rows[next]
        let done = "\(table.doneCount) of \(table.rows.count) stages done"
        return [
            WaitingItem(
                subject: SafeText(untrusted: run.id.pipeline.text),
                run: run.id,
                status: .yourStep,
                word: "step",
                text: "next is " + row.title + SafeText(untrusted: "; \(done)"),
                since: run.stages.compactMap(\.endedAt).max() ?? run.openedAt,
                row: .waiting(run.id.pipeline, row.name)
            )
        ]
    }

    private static func item(
        _ stage: StageRun,
        _ row: StageTable.Row,
        _ run: Run
    ) -> WaitingItem? {
        guard stage.isFailed || stage.phase == .held else { return nil }
        return WaitingItem(
            subject: SafeText(untrusted: run.id.pipeline.text),
            run: run.id,
            status: stage.status,
            word: stage.isFailed ? "failed" : "paused",
            text: stage.isFailed
                ? SafeText(untrusted: stage.reason ?? "")
                : "'" + row.title + "' stands at a breakpoint",
            since: stage.endedAt ?? run.openedAt,
            row: .waiting(run.id.pipeline, stage.stage)
        )
    }

    /// A definition that cannot be read: nothing of it runs until it is mended.
    static func mistake(of pipeline: PipelineSnapshot) -> WaitingItem? {
        guard pipeline.definition == nil, let first = pipeline.mistakes.first else { return nil }
        return WaitingItem(
            subject: SafeText(untrusted: pipeline.name.text),
            run: nil,
            status: .failed,
            word: "mistake",
            text: SafeText(untrusted: first),
            since: nil,
            row: .waiting(pipeline.name, nil)
        )
    }

    /// A request to move an alias, which people decide on.
    static func request(_ promotion: Promotion) -> WaitingItem {
        let request = promotion.request
        let before = request.before.map { ", now v\($0)" } ?? ""
        let reason = request.reason.isEmpty ? "" : ": “\(request.reason)”"
        let isWaiting = promotion.state == .waiting
        return WaitingItem(
            subject: SafeText(untrusted: "\(request.version)"),
            run: nil,
            status: .yourDecision,
            word: isWaiting ? "approve" : "approved",
            text: SafeText(
                untrusted: "→ @\(request.alias)\(before), asked by \(request.by)\(reason)"
            ),
            since: promotion.requestedAt,
            row: .request(promotion.id)
        )
    }

    /// Everything that waits, in the order of urgency.
    static func all(_ model: Model) -> [WaitingItem] {
        let requests = (model.project?.requests ?? []).map(request)
        let stages = (model.project?.pipelines ?? []).flatMap { pipeline in
            guard let definition = pipeline.definition else {
                return mistake(of: pipeline).map { [$0] } ?? []
            }
            return (model.pipelines[pipeline.name] ?? PipelineModel())
                .table(of: definition, pipeline.newestRun?.run, model.plans[pipeline.name])
                .waiting
        }
        // A sort that keeps the order of what is equally urgent.
        return (stages + requests).enumerated()
            .sorted { ($0.element.urgency, $0.offset) < ($1.element.urgency, $1.offset) }
            .map(\.element)
    }
}
