import Domain
import Terminal

/// The end of the log of the stage under the cursor.
enum TailPane {
    static func draw(
        _ state: PipelineState,
        _ model: Model,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        var title = StyledText("Log")
        if let name = state.selected { title.append(SafeText(untrusted: ": \(name.short)")) }
        let attempt = state.selectedAttempt
        let isRunning = state.selected.flatMap { state.run?.stage($0) }?.status == .running
        let inside = Panel(
            title,
            badge: isRunning ? StyledText("following", Style(.running)) : .empty,
            isFocused: state.screen.pane == .log
        ).draw(on: &canvas, in: rect)
        canvas.region(RegionID("log"), rect)
        let lines = attempt.flatMap { model.tails[$0]?.lines } ?? []
        guard !lines.isEmpty else {
            return canvas.draw(
                emptyText(state, attempt),
                at: Point(x: inside.x + 1, y: inside.y),
                width: inside.width - 2,
                .muted
            ).discarded
        }
        for (row, line) in lines.suffix(inside.height).enumerated() {
            canvas.draw(
                line.truncated(to: inside.width - 1),
                at: Point(x: inside.x + 1, y: inside.y + row)
            )
        }
    }

    private static func emptyText(_ state: PipelineState, _ attempt: AttemptID?) -> SafeText {
        guard let name = state.selected else { return "No stage is selected." }
        if attempt != nil { return "It has printed nothing so far." }
        switch state.run?.stage(name)?.status {
        case .unchanged: return "Unchanged: nothing had to run, so there is no log."
        case .skipped: return "Skipped: it did not run."
        default: return "Not run yet; what it prints appears here."
        }
    }
}

extension Int {
    /// Says that a result is not needed where only the drawing counts.
    fileprivate var discarded: Void { () }
}
