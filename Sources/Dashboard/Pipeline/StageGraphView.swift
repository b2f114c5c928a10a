import Domain
import Plotting
import Terminal

/// The stages as a graph: a window onto the picture, and below it a word on the selected stage.
enum StageGraphView {
    static func draw(
        _ picture: GraphPicture,
        _ state: PipelineState,
        _ model: Model,
        hasNote: Bool,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        let window = window(of: rect, hasNote: hasNote)
        var viewport = state.screen.viewport
        viewport.pan(of: picture.size, in: window.size)
        let free = Size(
            width: max(0, window.width - picture.size.width),
            height: max(0, window.height - picture.size.height)
        )
        let place =
            picture.level == .list
            ? window : window.inset(left: min(2, free.width / 2), top: min(1, free.height / 2))
        let selected = state.selectedIndex.flatMap { state.shape?.node(of: $0) }
        canvas.within(place) { canvas in
            picture.draw(on: &canvas, viewport: viewport, selected: selected)
        }
        guard hasNote, let row = state.selectedRow else { return }
        drawNote(row, state, model, on: &canvas, in: rect.splitBottom(1).bottom)
    }

    /// The part of the pane in which the picture is shown.
    static func window(of rect: Rect, hasNote: Bool) -> Rect {
        hasNote ? rect.splitBottom(PipelineArrangement.noteRows).rest : rect
    }

    /// Name, word, time and reason of the selected stage on one line.
    private static func drawNote(
        _ row: StageTable.Row,
        _ state: PipelineState,
        _ model: Model,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        var text = row.mark + StyledText(" ")
        text.append(row.title.truncated(to: 24, .middle), .title)
        text.append("  " + row.word, row.wordStyle)
        let time = StageTime.words(of: row, state, model)
        if !time.isEmpty { text.append("  " + time, .muted) }
        if let why = state.table?.why(row), !why.isEmpty {
            text.append("  " + why, row.isDoubtful ? .text : .muted)
        }
        canvas.draw(text.truncated(to: rect.width - 2), at: Point(x: rect.x + 1, y: rect.y))
    }
}
