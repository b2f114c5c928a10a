import Domain
import Plotting
import Terminal

/// The stages as a graph, a list or a Gantt chart.
enum StagesPane {
    static func draw(
        _ arrangement: PipelineArrangement,
        _ state: PipelineState,
        _ model: Model,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        canvas.region(RegionID(PipelineScreen.stagesRegion), rect)
        let inside = Panel(
            title(state),
            badge: state.table.map(PipelineStanding.counts(of:)) ?? .empty,
            isFocused: state.screen.pane == .stages
        ).draw(on: &canvas, in: rect)
        guard !state.stages.isEmpty else {
            return EmptyState(
                "This pipeline has no stages",
                text: ["Stages written in its dvc.yaml show up here at once."]
            ).draw(on: &canvas, in: inside)
        }
        switch arrangement.view {
        case .graph:
            guard let picture = arrangement.picture else { return }
            StageGraphView.draw(
                picture,
                state,
                model,
                hasNote: arrangement.hasNote,
                on: &canvas,
                in: inside
            )
        case .list: drawList(state, model, on: &canvas, in: inside)
        case .gantt:
            StageGanttView.draw(state, model, on: &canvas, in: inside.inset(left: 1, right: 1))
        }
    }

    private static func title(_ state: PipelineState) -> StyledText {
        guard state.isPast, let run = state.run else { return "Stages" }
        return StyledText("Stages") + StyledText(untrusted: " of run \(run.id.number)", .muted)
    }

    /// Only the rows that are seen are made, so that a thousand stages cost what thirty do.
    static func drawList(
        _ state: PipelineState,
        _ model: Model,
        isFocused: Bool? = nil,
        selection: Int? = nil,
        region: String = PipelineScreen.stageRegion,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        guard let table = state.table else { return }
        let selected = selection ?? state.selectedIndex ?? 0
        let height = max(0, rect.height - 1)
        let window = ListState(selection: max(0, selected), top: state.screen.listTop)
            .window(count: table.rows.count, height: height)
        let list = Table(
            columns: columns(table.widestName + 4, width: rect.width),
            rows: window.map { row(of: table.rows[$0], table, state, model) },
            isFocused: isFocused ?? (state.screen.pane == .stages),
            region: region
        )
        let shown = ListState(selection: selected - window.lowerBound)
        list.draw(on: &canvas, in: rect, state: shown)
        Scrollbar(count: table.rows.count, window: window)
            .draw(on: &canvas, x: rect.maxX, y: rect.y + 1, height: height)
    }

    /// Widths that do not depend on the rows in view: columns stand still while one scrolls.
    private static func columns(_ name: Int, width: Int) -> [TableColumn] {
        let most = max(12, min(44, width / 3))
        let name = min(max(name, 9), most)
        return [
            TableColumn(SafeText("STAGE").padded(to: name), minimum: name, maximum: name),
            TableColumn(SafeText("STATE").padded(to: 9), minimum: 9, maximum: 9),
            TableColumn(
                SafeText("TIME").padded(to: 9, .right),
                minimum: 9,
                maximum: 9,
                priority: 2,
                alignment: .right
            ),
            TableColumn("WHY", minimum: 10, priority: 1, fills: true),
        ]
    }

    private static func row(
        of row: StageTable.Row,
        _ table: StageTable,
        _ state: PipelineState,
        _ model: Model
    ) -> TableRow {
        let hasBreakpoint = state.pipeline.breakpoints.contains(row.name)
        var name = row.mark + StyledText(" ")
        name.append(row.title, row.status == .planned && !row.isStale ? .muted : .text)
        if hasBreakpoint { name += StyledText(" ") + Status.paused.mark }
        var why = StyledText(
            table.why(row),
            row.isStale || row.isBlocked ? Style(.warning) : .muted
        )
        if let progress = StageProgress(row, state, model) {
            why = progress.meter.text(width: 14) + StyledText("  ") + why
        }
        return TableRow([
            name,
            StyledText(row.word, row.wordStyle),
            StyledText(StageTime.words(of: row, state, model), .muted),
            why,
        ])
    }
}
