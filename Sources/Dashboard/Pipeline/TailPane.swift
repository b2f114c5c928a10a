import Domain
import Terminal

/// The end of the log of the stage under the cursor.
enum TailPane {
    static func draw(
        _ state: PipelineState,
        _ model: Model,
        isBoxed: Bool,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        canvas.region(RegionID(PipelineScreen.logRegion), rect)
        let inside = content(of: rect, isBoxed: isBoxed)
        let attempt = state.selectedAttempt
        let lines = attempt.flatMap { model.tails[$0]?.lines } ?? []
        let back = min(state.screen.tailBack, max(0, lines.count - inside.height))
        drawEdge(state, back: back, isBoxed: isBoxed, on: &canvas, in: rect)
        guard !lines.isEmpty else {
            let text = StyledText(emptyText(state, attempt, model), .muted)
            return Paragraph([text]).draw(on: &canvas, in: inside)
        }
        let shown = lines.dropLast(back).suffix(max(0, inside.height))
        for (row, line) in shown.enumerated() {
            canvas.draw(
                line.truncated(to: inside.width),
                at: Point(x: inside.x, y: inside.y + row)
            )
        }
    }

    /// Where the lines stand.
    static func content(of rect: Rect, isBoxed: Bool) -> Rect {
        isBoxed
            ? Panel.content(of: rect).inset(left: 1, right: 1)
            : rect.inset(left: 1, top: 1, right: 1)
    }

    /// A box, or on a low screen a line above the lines.
    private static func drawEdge(
        _ state: PipelineState,
        back: Int,
        isBoxed: Bool,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        var title = StyledText("Log")
        if let row = state.selectedRow { title.append(": " + row.title) }
        let attempts = state.selectedRow?.run?.attempts.count ?? 0
        if attempts > 1 { title.append(SafeText(untrusted: " · attempt \(attempts)"), .muted) }
        let isRunning = !state.isPast && state.selectedRow?.run?.status == .running
        var badge = StyledText()
        if back > 0 {
            badge = StyledText(untrusted: "\(back) more below", .muted)
        } else if isRunning {
            badge = StyledText("following", Style(.running))
        } else if state.screen.moment != nil, attempts > 0 {
            badge = StyledText("all of it, as it is now", .muted)
        }
        let isFocused = state.screen.pane == .log
        if isBoxed {
            Panel(title, badge: badge, isFocused: isFocused).draw(on: &canvas, in: rect)
            return
        }
        let edge = Style(isFocused ? .borderFocused : .border)
        canvas.horizontalLine(from: rect.origin, length: rect.width, edge)
        let words = StyledText(" ") + title + StyledText(" ")
        let start = Point(x: rect.x + 1, y: rect.y)
        canvas.draw(words.truncated(to: rect.width - 2), at: start, over: Style(.title))
        let end = rect.maxX - badge.width - 3
        guard !badge.isEmpty, end > start.x + words.width else { return }
        canvas.draw(StyledText(" ") + badge + StyledText(" "), at: Point(x: end, y: rect.y))
    }

    private static func emptyText(
        _ state: PipelineState,
        _ attempt: AttemptID?,
        _ model: Model
    ) -> SafeText {
        guard let row = state.selectedRow else { return "No stage is selected." }
        if let attempt {
            if model.tails[attempt] == nil { return "Reading the log…" }
            return row.run?.isActive == true
                ? "It has printed nothing so far." : "It printed nothing."
        }
        switch row.run?.phase {
        case .ended(.unchanged): return "Unchanged: nothing had to run, so there is no log."
        case .ended(.restored): return "Its outputs came back from the cache; it did not run."
        case .ended(.skipped): return "Skipped: it did not run."
        case .ended(.doneByHand): return "Done by hand: it did not run here."
        default:
            if state.screen.moment != nil { return "Not started at this event." }
            return state.isPast
                ? "It did not run in this run." : "Not run yet; what it prints appears here."
        }
    }
}
