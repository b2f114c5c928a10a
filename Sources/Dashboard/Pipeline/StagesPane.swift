import Domain
import Foundation
import Terminal

/// The stages as a graph, a list or a Gantt chart.
enum StagesPane {
    static func draw(
        _ state: PipelineState,
        _ model: Model,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        let view = state.view(in: model.size)
        let inside = Panel(
            "Stages",
            badge: StyledText(badge(state), .muted),
            isFocused: state.screen.pane == .stages
        ).draw(on: &canvas, in: rect)
        switch view {
        case .graph: StageGraphView.draw(state, model, on: &canvas, in: inside)
        case .list: drawList(state, model, on: &canvas, in: inside)
        case .gantt: StageGanttView.draw(state, model, on: &canvas, in: inside)
        }
    }

    private static func badge(_ state: PipelineState) -> SafeText {
        guard let run = state.run else { return "" }
        return SafeText(untrusted: "\(run.settledCount) of \(run.stages.count) done")
    }

    private static func drawList(
        _ state: PipelineState,
        _ model: Model,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        guard let definition = state.definition else { return }
        let rows = definition.stages.map { row(of: $0.name, state, model) }
        let selected = definition.stages.firstIndex { $0.name == state.selected } ?? 0
        let table = Table(
            columns: [
                TableColumn("STAGE", minimum: 10, maximum: 40),
                TableColumn("STATE", minimum: 10),
                TableColumn("TIME", minimum: 6, priority: 1, alignment: .right),
                TableColumn("WHY", minimum: 10, priority: 2, fills: true),
            ],
            rows: rows,
            isFocused: state.screen.pane == .stages,
            region: PipelineScreen.stageRegion
        )
        let bar = table.draw(on: &canvas, in: rect, state: ListState(selection: selected))
        bar.draw(on: &canvas, x: rect.maxX, y: rect.y, height: rect.height)
    }

    private static func row(
        of name: StageName,
        _ state: PipelineState,
        _ model: Model
    ) -> TableRow {
        let status = state.status(of: name)
        let hasBreakpoint = state.pipeline.breakpoints.contains(name)
        return TableRow([
            status.mark
                + StyledText(untrusted: " \(name.short)", isGhost(status) ? .muted : .text)
                + (hasBreakpoint ? StyledText(" ") + Status.paused.mark : .empty),
            StyledText(untrusted: status.rawValue, status.style),
            StyledText(StageTime.words(of: name, state, model), .muted),
            StyledText(untrusted: reason(of: name, state), .muted),
        ])
    }

    static func isGhost(_ status: Status) -> Bool { status == .planned }

    private static func reason(of name: StageName, _ state: PipelineState) -> String {
        if state.isStale(name), let why = state.plan?.check(of: name)?.verdict.why {
            return "stale: \(why)"
        }
        if let stage = state.run?.stage(name), stage.isActive || stage.isSettled || stage.isFailed {
            return stage.reason ?? ""
        }
        return state.plan?.check(of: name)?.verdict.why ?? ""
    }
}

/// The time a stage took, takes, or usually takes.
enum StageTime {
    static func words(of name: StageName, _ state: PipelineState, _ model: Model) -> SafeText {
        let stage = state.run?.stage(name)
        if stage?.status == .running, let started = stage?.attempts.last?.startedAt {
            return Times.stopwatch(model.now.timeIntervalSince(started))
        }
        if let report = stage?.attempts.last?.report, !state.isStale(name) {
            let seconds = max(0, report.endedAt.timeIntervalSince(report.startedAt))
            return SafeText(untrusted: Duration.seconds(seconds).words)
        }
        if let usual = state.snapshot?.usual[name], stage?.isSettled != true || state.isStale(name) {
            return SafeText(untrusted: "~ \(usual.words)")
        }
        return ""
    }
}
