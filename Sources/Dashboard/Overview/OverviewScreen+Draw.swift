import Domain
import Foundation
import Terminal

extension OverviewScreen {
    static func breadcrumb(of model: Model) -> (left: StyledText, right: StyledText) {
        guard let project = model.project else { return (.empty, .empty) }
        let left =
            StyledText(untrusted: project.name, .title) + StyledText(" · all pipelines", .muted)
        return (left, activityWords(model))
    }

    /// What is under way now.
    static func activityWords(_ model: Model) -> StyledText {
        let running = (model.project?.pipelines ?? []).compactMap(\.newestRun?.run)
            .flatMap(\.stages).count { $0.status == .running }
        guard running > 0 else { return StyledText("nothing is running", .muted) }
        return Status.running.mark
            + StyledText(untrusted: running == 1 ? " 1 stage runs" : " \(running) stages run")
    }

    static func draw(_ model: Model, on canvas: inout Canvas) {
        guard let project = model.project else { return }
        var rest = canvas.bounds
        if !project.mistakes.isEmpty {
            let height = min(project.mistakes.count + 2, max(3, canvas.height / 3))
            let parts = rest.splitTop(height)
            drawMistakes(project.mistakes, on: &canvas, in: parts.top)
            rest = parts.rest
        }
        guard !project.pipelines.isEmpty else {
            return EmptyState(
                "There is no pipeline here yet",
                text: [
                    "Write a dvc.yaml with stages in this folder; it shows up here at once.",
                    "'pitwall demo' opens a sample study to try things on.",
                ]
            ).draw(on: &canvas, in: rest)
        }
        let items = Dashboard.waiting(model)
        let waitingHeight = min(max(1, items.count) + 2, max(3, rest.height / 3))
        let parts = rest.splitTop(waitingHeight)
        drawWaiting(items, model, on: &canvas, in: parts.top)
        let wanted = project.pipelines.count + 3
        drawPipelines(
            project,
            model,
            on: &canvas,
            in: parts.rest.splitTop(min(wanted, parts.rest.height)).top
        )
    }

    private static func drawMistakes(_ mistakes: [String], on canvas: inout Canvas, in rect: Rect) {
        let panel = Panel(StyledText("pitwall.yaml has mistakes", Style(.failed)))
        let inside = panel.draw(on: &canvas, in: rect)
        for (index, mistake) in mistakes.prefix(inside.height).enumerated() {
            canvas.draw(
                SafeText(untrusted: mistake),
                at: Point(x: inside.x + 1, y: inside.y + index),
                width: inside.width - 2
            )
        }
    }

    private static func drawWaiting(
        _ items: [WaitingItem],
        _ model: Model,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        var title = StyledText("Waiting for you")
        if !items.isEmpty {
            title.append(SafeText(untrusted: " \(items.count)"), Style(.step, .bold))
        }
        let inside = Panel(title).draw(on: &canvas, in: rect)
        guard !items.isEmpty else {
            canvas.draw(
                "Nothing waits. 's' on a pipeline below runs its next stage.",
                at: Point(x: inside.x + 1, y: inside.y),
                width: inside.width - 2,
                .muted
            )
            return
        }
        let rows = items.map { item in
            TableRow([
                item.status.mark + StyledText(" " + item.word, item.status.style),
                StyledText(untrusted: "\(item.pipeline) run \(item.run.number)"),
                StyledText(item.text),
                StyledText(Times.age(item.since, at: model.now), .muted),
            ])
        }
        Table(
            columns: [
                TableColumn("", minimum: 8), TableColumn("", minimum: 10, maximum: 32),
                TableColumn("", minimum: 10, fills: true),
                TableColumn("", minimum: 4, alignment: .right),
            ],
            rows: rows,
            showsHeader: false,
            isFocused: false,
            region: waitingRegion
        ).draw(on: &canvas, in: inside, state: ListState(selection: -1))
    }

    private static func drawPipelines(
        _ project: ProjectSnapshot,
        _ model: Model,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        let inside = Panel("Pipelines", isFocused: true).draw(on: &canvas, in: rect)
        let selected = project.pipelines.firstIndex { $0.name == model.currentPipeline } ?? 0
        let table = Table(
            columns: [
                TableColumn("NAME", minimum: 8, maximum: 30),
                TableColumn("LEVEL", minimum: 8, priority: 3),
                TableColumn("STATE", minimum: 14, fills: true),
                TableColumn("NEXT", minimum: 8, maximum: 24, priority: 2),
                TableColumn("DATA", minimum: 4, priority: 4),
                TableColumn("MODEL", minimum: 4, priority: 4),
                TableColumn("LIVE", minimum: 13, priority: 5),
            ],
            rows: project.pipelines.map { row(of: $0, model) },
            region: pipelineRegion
        )
        let bar = table.draw(on: &canvas, in: inside, state: ListState(selection: selected))
        bar.draw(on: &canvas, x: rect.maxX - 1, y: inside.y, height: inside.height)
    }

    private static func row(of pipeline: PipelineSnapshot, _ model: Model) -> TableRow {
        let level = pipeline.definition?.level ?? .manual
        let next = pipeline.newestRun?.run.nextSteps.first
            ?? (pipeline.newestRun == nil ? pipeline.definition?.stages.first?.name : nil)
        func age(_ date: Date?) -> StyledText {
            date.map { StyledText(Times.age($0, at: model.now), .muted) }
                ?? StyledText("–", .faint)
        }
        return TableRow([
            StyledText(untrusted: pipeline.name.text),
            StyledText(untrusted: "\(level.rawValue) \(level.words)", .muted),
            state(of: pipeline, model),
            next.map { StyledText(untrusted: $0.short) } ?? StyledText("–", .faint),
            age(pipeline.dataChangedAt),
            age(pipeline.modelMadeAt),
            StyledText("not monitored", .faint),
        ])
    }

    private static func state(of pipeline: PipelineSnapshot, _ model: Model) -> StyledText {
        if pipeline.definition == nil {
            return Status.failed.mark
                + StyledText(" " + SafeText(untrusted: pipeline.mistakes.first ?? "unreadable"))
        }
        guard let run = pipeline.newestRun?.run else {
            return Status.planned.mark + StyledText(" never run", .muted)
        }
        var text = run.status.words + StyledText(untrusted: "  run \(run.id.number)", .muted)
        if let stage = run.stages.first(where: { $0.status == .running }) {
            text.append(" " + SafeText(untrusted: stage.stage.short))
        } else if let stage = run.stages.first(where: \.isFailed) {
            text.append(" " + SafeText(untrusted: stage.stage.short))
        } else {
            let done = "\(run.settledCount)/\(run.stages.count)"
            text.append(SafeText(untrusted: "  \(done)"), .muted)
        }
        return text
    }
}
