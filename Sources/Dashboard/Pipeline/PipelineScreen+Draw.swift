import Domain
import Foundation
import Terminal

extension PipelineScreen {
    static func breadcrumb(of model: Model) -> (left: StyledText, right: StyledText) {
        guard let state = PipelineState(model) else { return (.empty, .empty) }
        var left = StyledText(untrusted: state.pipeline.name.text, .title)
        if let run = state.run {
            left.append(SafeText(untrusted: " › run \(run.id.number)"))
            if let newest = state.pipeline.newestRun?.run.id, newest != run.id {
                left.append(" (earlier)", Style(.warning))
            }
        }
        left.append(" · working tree", .muted)
        let level = state.pipeline.definition?.level ?? .manual
        left.append(SafeText(untrusted: " · level \(level.rawValue) \(level.words)"), .muted)
        return (left, PipelineFacts.head(state, model))
    }

    static func draw(_ model: Model, on canvas: inout Canvas) {
        guard let state = PipelineState(model) else { return }
        guard state.definition != nil else {
            return drawMistakes(state.pipeline, on: &canvas)
        }
        if state.screen.isZoomed {
            return drawPane(state.screen.pane, state, model, on: &canvas, in: canvas.bounds)
        }
        let hasSide = canvas.width >= 100
        let logHeight = max(4, min(canvas.height / 3, 14))
        let (upper, lower) = canvas.bounds.splitBottom(logHeight)
        if hasSide {
            let side = min(56, max(36, canvas.width / 3))
            let (left, right) = upper.splitRight(side)
            drawPane(.stages, state, model, on: &canvas, in: left)
            drawPane(.details, state, model, on: &canvas, in: right)
        } else if state.screen.pane == .details {
            drawPane(.details, state, model, on: &canvas, in: upper)
        } else {
            drawPane(.stages, state, model, on: &canvas, in: upper)
        }
        drawPane(.log, state, model, on: &canvas, in: lower)
    }

    private static func drawMistakes(_ pipeline: PipelineSnapshot, on canvas: inout Canvas) {
        let inside = Panel(StyledText("The definition has mistakes", Style(.failed)))
            .draw(on: &canvas, in: canvas.bounds).inset(left: 1, right: 1)
        var texts = pipeline.mistakes.map { StyledText(untrusted: $0) }
        texts += [
            .empty, StyledText("Mend them and save; this screen follows by itself.", .muted),
        ]
        Paragraph(texts).draw(on: &canvas, in: inside)
    }

    private static func drawPane(
        _ pane: PipelineModel.Pane,
        _ state: PipelineState,
        _ model: Model,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        switch pane {
        case .stages: StagesPane.draw(state, model, on: &canvas, in: rect)
        case .details: DetailsPane.draw(state, model, on: &canvas, in: rect)
        case .log: TailPane.draw(state, model, on: &canvas, in: rect)
        }
    }
}

/// Facts of a pipeline in a few words.
enum PipelineFacts {
    /// What goes on, at the right of the breadcrumb line.
    static func head(_ state: PipelineState, _ model: Model) -> StyledText {
        var text = StyledText()
        if let run = state.run {
            text += run.status.words
            if run.isActive, let started = started(run) {
                text.append(" " + Times.stopwatch(model.now.timeIntervalSince(started)))
                if let left = remaining(state, model) {
                    text.append(SafeText(untrusted: ", ~ \(left.words) left"), Style(.estimate))
                }
            }
        } else {
            text.append("never run", .muted)
        }
        if state.definition?.level == .manual {
            text.append(" · ", .faint)
            text.append(age(state.pipeline, model), .muted)
        }
        return text
    }

    /// Level 0 monitors nothing, and says so.
    private static func age(_ pipeline: PipelineSnapshot, _ model: Model) -> SafeText {
        guard let data = pipeline.dataChangedAt else { return "not monitored" }
        let age = Times.age(data, at: model.now)
        return "not monitored; data " + (age == "now" ? "is new" : age + " old")
    }

    private static func started(_ run: Run) -> Date? {
        run.stages.filter(\.isActive).compactMap { $0.attempts.last?.startedAt }.min()
    }

    /// What the stages that are asked for usually take, less what has passed.
    private static func remaining(_ state: PipelineState, _ model: Model) -> Duration? {
        guard let snapshot = state.snapshot else { return nil }
        var seconds = 0.0
        for stage in snapshot.run.stages where stage.isActive {
            guard let usual = snapshot.usual[stage.stage] else { return nil }
            var left = usual.seconds
            if stage.status == .running, let started = stage.attempts.last?.startedAt {
                left -= model.now.timeIntervalSince(started)
            }
            seconds += max(0, left)
        }
        return .seconds(seconds)
    }
}
