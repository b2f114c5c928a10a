import Domain
import Plotting
import Terminal

extension PipelineScreen {
    static func breadcrumb(of model: Model) -> (left: StyledText, right: StyledText) {
        guard let state = PipelineState(model) else { return (.empty, .empty) }
        let way = PipelineFacts.way(state, model)
        return (way, PipelineFacts.head(state, model, besides: way.width))
    }

    static func draw(_ model: Model, on canvas: inout Canvas) {
        guard let state = PipelineState(model) else { return }
        guard state.table != nil else {
            if state.isPast {
                return canvas.draw("Reading that run…", at: Point(x: 2, y: 1), .muted).discarded
            }
            return drawMistakes(state.pipeline, on: &canvas)
        }
        // A hit in nearly every frame: update laid the graph out when its shape changed.
        var layouts = state.screen.layouts
        let arrangement = PipelineArrangement(state, model, in: canvas.size, cache: &layouts)
        LockNotice.draw(model, on: &canvas, in: arrangement.notice)
        if let rect = arrangement.stages {
            StagesPane.draw(arrangement, state, model, on: &canvas, in: rect)
        }
        if let rect = arrangement.details { DetailsPane.draw(state, model, on: &canvas, in: rect) }
        if let rect = arrangement.log {
            TailPane.draw(state, model, isBoxed: arrangement.isLogBoxed, on: &canvas, in: rect)
        }
    }

    private static func drawMistakes(_ pipeline: PipelineSnapshot, on canvas: inout Canvas) {
        let file = pipeline.file.text
        let inside = Panel(StyledText("The definition has mistakes", Style(.failed)))
            .draw(on: &canvas, in: canvas.bounds).inset(left: 1, right: 1)
        var texts = pipeline.mistakes.flatMap { mistake in
            mistake.split(whereSeparator: \.isNewline).map { StyledText(untrusted: String($0)) }
        }
        texts.append(.empty)
        texts.append(
            StyledText("Nothing runs until they are mended. Save the file", .muted)
                + StyledText(untrusted: " " + file, .muted)
                + StyledText("; this screen follows by itself.", .muted)
        )
        var lines = Paragraph(texts).lines(width: inside.width)
        // The words on what to do stay where mistakes are many.
        if lines.count > inside.height, inside.height > 4 {
            let last = Paragraph(Array(texts.suffix(1))).lines(width: inside.width)
            let shown = max(1, inside.height - last.count - 1)
            let more = "… \(lines.count - shown - last.count - 1) lines more"
            lines = lines.prefix(shown) + [StyledText(untrusted: more, .muted)] + last
        }
        Paragraph.draw(lines, on: &canvas, in: inside)
    }
}

extension Int {
    /// Says that a result is not needed where only the drawing counts.
    fileprivate var discarded: Void { () }
}
