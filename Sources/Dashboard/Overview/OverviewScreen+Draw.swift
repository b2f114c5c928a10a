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
    private static func activityWords(_ model: Model) -> StyledText {
        let running = (model.project?.pipelines ?? []).reduce(0) { count, pipeline in
            count + (pipeline.newestRun?.run.stages.count { $0.status == .running } ?? 0)
        }
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
        let notice = rest.splitTop(LockNotice.height(model, in: rest.size))
        LockNotice.draw(model, on: &canvas, in: notice.top)
        rest = notice.rest
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
        let waiting = rest.splitTop(min(max(1, items.count) + 2, max(3, rest.height / 3)))
        drawWaiting(items, model, on: &canvas, in: waiting.top)
        let wanted = min(project.pipelines.count + 3, waiting.rest.height)
        let isTight = waiting.rest.height - wanted < previewHeight
        let pipelines = waiting.rest.splitTop(
            isTight ? waiting.rest.height : min(wanted, waiting.rest.height / 2)
        )
        drawPipelines(project, model, on: &canvas, in: pipelines.top)
        if !isTight { drawPreview(model, on: &canvas, in: pipelines.rest) }
    }

    /// The rows from which on the selected pipeline's stages are shown, too.
    private static let previewHeight = 6

    private static func drawMistakes(_ mistakes: [String], on canvas: inout Canvas, in rect: Rect) {
        let isConfiguration = mistakes.allSatisfy { $0.hasPrefix("pitwall.yaml") }
        let title: SafeText =
            isConfiguration ? "pitwall.yaml has mistakes" : "Not all can be read"
        let panel = Panel(StyledText(title, Style(.failed)))
        let inside = panel.draw(on: &canvas, in: rect).inset(left: 1, right: 1)
        Paragraph(mistakes.map { StyledText(untrusted: $0) }).draw(on: &canvas, in: inside)
    }

    // MARK: - What waits

    private static func drawWaiting(
        _ items: [WaitingItem],
        _ model: Model,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        let selected = selected(model).flatMap { row in items.firstIndex { $0.row == row } }
        var title = StyledText("Waiting for you")
        if let first = items.first {
            title.append(SafeText(untrusted: " \(items.count)"), first.status.style.with(.bold))
        }
        let inside = Panel(title, isFocused: selected != nil).draw(on: &canvas, in: rect)
        guard !items.isEmpty else {
            let text = StyledText("Nothing waits. ", .muted) + stepHint(model)
            canvas.draw(
                text.truncated(to: inside.width - 2),
                at: Point(x: inside.x + 1, y: inside.y)
            )
            return
        }
        // Without the cursor in this list, its mark stands on the most urgent.
        let list = ListState(selection: selected ?? 0)
        Table(
            columns: [
                TableColumn("", minimum: 8), TableColumn("", minimum: 8, maximum: 32),
                TableColumn("", minimum: 7, priority: 2),
                TableColumn("", minimum: 30, fills: true),
                TableColumn("", minimum: 6, priority: 1, alignment: .right),
            ],
            rows: items.map { row(of: $0, model) },
            showsHeader: false,
            isFocused: selected != nil,
            region: waitingRegion
        )
        .draw(on: &canvas, in: inside, state: list)
        .draw(on: &canvas, x: rect.maxX - 1, y: inside.y, height: inside.height)
    }

    private static func stepHint(_ model: Model) -> StyledText {
        guard let subject = model.subject, let stage = Acts.stepStage(of: subject),
            Dispatch.availability(of: .step, in: model) == .yes
        else {
            let isActive = model.project?.pipelines.contains {
                $0.newestRun?.run.isActive == true
            }
            if isActive == true { return StyledText("Stages are under way.", .muted) }
            // Only what was looked at, and found so, is called up to date.
            let subject = model.subject
            let isKnown = subject?.plan?.isUpToDate == true
            return StyledText(isKnown ? "All is up to date." : "", .muted)
        }
        let key = model.settings.keyMap.keys(of: .step).first?.description ?? ":"
        return StyledText(untrusted: key, .keyHint)
            + StyledText(" steps ", .muted)
            + StyledText(untrusted: stage.short, .text)
            + StyledText(" of ", .muted) + StyledText(untrusted: subject.pipeline.name.text, .text)
    }

    private static func row(of item: WaitingItem, _ model: Model) -> TableRow {
        TableRow([
            item.status.mark + StyledText(" " + item.word, item.status.style),
            StyledText(item.subject),
            StyledText(untrusted: item.run.map { "run \($0.number)" } ?? "", .muted),
            StyledText(item.text),
            StyledText(item.since.map { Times.age($0, at: model.now) } ?? "", .muted),
        ])
    }

    // MARK: - Pipelines

    private static func drawPipelines(
        _ project: ProjectSnapshot,
        _ model: Model,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        let row = selected(model)
        var isFocused = row == nil
        if case .pipeline = row { isFocused = true }
        let inside = Panel("Pipelines", isFocused: isFocused).draw(on: &canvas, in: rect)
        let selected = project.pipelines.firstIndex { $0.name == row?.pipeline } ?? 0
        let table = Table(
            columns: [
                TableColumn("NAME", minimum: 8, maximum: 30),
                TableColumn("LEVEL", minimum: 8, priority: 3),
                TableColumn("STATE", minimum: 26, fills: true),
                TableColumn("NEXT", minimum: 10, maximum: 24, priority: 1),
                TableColumn("DATA AGE", minimum: 8, priority: 4),
                TableColumn("MODEL AGE", minimum: 9, priority: 4),
                TableColumn("LIVE", minimum: 13, priority: 2),
            ],
            rows: project.pipelines.map { self.row(of: $0, model) },
            isFocused: isFocused,
            region: pipelineRegion
        )
        let bar = table.draw(on: &canvas, in: inside, state: ListState(selection: selected))
        bar.draw(on: &canvas, x: rect.maxX - 1, y: inside.y + 1, height: inside.height - 1)
    }

    private static func row(of pipeline: PipelineSnapshot, _ model: Model) -> TableRow {
        let level = pipeline.definition?.level ?? .manual
        func age(_ date: Date?) -> StyledText {
            date.map { StyledText(Times.age($0, at: model.now), .muted) }
                ?? StyledText("–", .faint)
        }
        let state = PipelineState(model, pipeline.name)
        return TableRow([
            StyledText(untrusted: pipeline.name.text),
            StyledText(untrusted: "\(level.rawValue) \(level.words)", .muted),
            state.map { PipelineStanding.words(of: $0, model) } ?? .empty,
            state.map(PipelineStanding.next(of:)) ?? .empty,
            age(pipeline.dataChangedAt),
            age(pipeline.modelMadeAt),
            StyledText("not monitored", .faint),
        ])
    }

    /// The stages of the pipeline under the cursor.
    private static func drawPreview(_ model: Model, on canvas: inout Canvas, in rect: Rect) {
        guard let name = selected(model)?.pipeline, let state = PipelineState(model, name),
            let table = state.table
        else { return }
        let height = min(rect.height, table.rows.count + 3)
        let inside = Panel(
            StyledText(untrusted: name.text),
            badge: PipelineStanding.counts(of: table)
        ).draw(on: &canvas, in: rect.splitTop(height).top)
        let row = selected(model)?.stage.flatMap(table.index(of:)) ?? state.selectedIndex
        StagesPane.drawList(
            state,
            model,
            isFocused: false,
            selection: row,
            region: "preview",
            on: &canvas,
            in: inside
        )
    }
}
