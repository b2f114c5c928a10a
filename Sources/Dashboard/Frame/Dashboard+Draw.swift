import Domain
import Foundation
package import Terminal

extension Dashboard {
    /// The smallest screen that can be used.
    private static let smallest = Size(width: 60, height: 16)

    /// Draws the whole frame.
    package static func draw(_ model: Model, on canvas: inout Canvas) {
        canvas.clear()
        guard canvas.width >= smallest.width, canvas.height >= smallest.height else {
            return drawTooSmall(on: &canvas)
        }
        let (top, rest) = canvas.bounds.splitTop(1)
        let (crumb, below) = rest.splitTop(1)
        let (above, bottom) = below.splitBottom(1)
        let (body, player) = above.splitBottom(model.playback == nil ? 0 : 1)
        tabs(model).draw(on: &canvas, in: top)
        drawBreadcrumb(model, on: &canvas, in: crumb)
        canvas.within(body) { canvas in
            if model.project == nil {
                drawUnread(model, on: &canvas)
            } else if model.project?.trouble?.subject == .project {
                // Nothing else can be told of it.
                let height = LockNotice.height(model, in: canvas.bounds.size)
                let notice = canvas.bounds.splitTop(height).top
                LockNotice.draw(model, on: &canvas, in: notice)
            } else {
                Dispatch.screen(at: model.place).draw(model, on: &canvas)
            }
        }
        if let playback = model.playback {
            PlaybackLine.draw(playback, model, on: &canvas, in: player)
        }
        drawBottom(model, on: &canvas, in: bottom)
        for overlay in model.overlays { Overlays.draw(overlay, model, on: &canvas) }
    }

    /// Where nothing of the project is known yet: that it is being read, or why it cannot be.
    private static func drawUnread(_ model: Model, on canvas: inout Canvas) {
        guard let trouble = model.trouble else {
            canvas.draw("Reading the project…", at: Point(x: 2, y: 1), .muted)
            return
        }
        let text = Paragraph([StyledText(untrusted: trouble)])
        let height = min(canvas.height, text.height(width: canvas.width - 4) + 2)
        let title = StyledText("The project cannot be read", Style(.failed))
        let inside = Panel(title)
            .draw(on: &canvas, in: canvas.bounds.splitTop(height).top)
            .inset(left: 1, right: 1)
        text.draw(on: &canvas, in: inside)
    }

    private static func drawTooSmall(on canvas: inout Canvas) {
        let size = SafeText(untrusted: "\(canvas.width)x\(canvas.height)")
        let lines: [SafeText] = [
            "Pitwall needs 60x16", "this terminal is " + size, "make it larger, or q to quit",
        ]
        for (index, line) in lines.enumerated() {
            canvas.draw(line, at: Point(x: 0, y: index), width: canvas.width)
        }
    }

    /// From this width on the top line has room for where the engine is.
    private static let wideFrame = 100

    /// The tabs from left to right, and what a click on each does.
    static let tabActions: [Action] = [.overview, .pipeline, .runs, .models, .activity]

    private static func tabs(_ model: Model) -> TabLine {
        let failed = waiting(model).count { $0.status == .failed }
        let badge =
            failed > 0
            ? Status.failed.mark + StyledText(untrusted: "\(failed)", Status.failed.style)
            : .empty
        let active: Action =
            switch model.place {
            case .overview, .firstOpen: .overview
            case .pipeline, .log, .plots: .pipeline
            case .runs, .comparison: .runs
            case .models: .models
            case .activity: .activity
            }
        var trailing = StyledText()
        if let trouble = model.project?.trouble {
            trailing += Status.failed.mark
            trailing.append(SafeText(untrusted: " " + trouble.mark), Style(.failed))
            trailing.append(" · ", .faint)
        }
        let waits = waiting(model)
        if !waits.isEmpty {
            let isDecision = waits.contains { $0.status == .yourDecision }
            let status: Status = isDecision ? .yourDecision : .yourStep
            trailing += StyledText(
                untrusted: "\(status.glyph) \(waits.count) wait\(waits.count == 1 ? "s" : "")",
                status.style
            )
            trailing.append(" · ", .faint)
        }
        if model.settings.isReadOnly {
            trailing.append(model.settings.isReplay ? "replay" : "read-only", Style(.warning))
            trailing.append(" · ", .faint)
        }
        if let words = model.engine.words,
            model.size.width >= Self.wideFrame || model.engine.isTrouble
        {
            let style: Style = model.engine.isTrouble ? Style(.warning) : .faint
            trailing.append(SafeText(untrusted: words + " · "), style)
        }
        trailing.append(SafeText(untrusted: model.settings.user))
        trailing.append(" · " + Times.clock(model.now, model.settings.timeZone))
        return TabLine(
            tabActions.map { action in
                let entry = ActionTable.entry(of: action)
                return TabLine.Tab(
                    key: SafeText(untrusted: entry.keys.first?.description ?? ""),
                    title: SafeText(untrusted: entry.label.string.capitalized),
                    badge: action == .overview ? badge : .empty
                )
            },
            active: tabActions.firstIndex(of: active) ?? 0,
            trailing: trailing
        )
    }

    /// Everything that waits for a person, in the order of urgency.
    static func waiting(_ model: Model) -> [WaitingItem] {
        WaitingItem.all(model)
    }

    private static func drawBreadcrumb(_ model: Model, on canvas: inout Canvas, in rect: Rect) {
        let (left, right) = Dispatch.screen(at: model.place).breadcrumb(of: model)
        Breadcrumb([left], trailing: right).draw(on: &canvas, in: rect)
    }

    /// The hint line, or what just happened.
    private static func drawBottom(_ model: Model, on canvas: inout Canvas, in rect: Rect) {
        guard let notice = model.notice else {
            return Hints.line(model).draw(on: &canvas, in: rect)
        }
        HintLine([]).draw(on: &canvas, in: rect.splitRight(8).right)
        let style: Style
        let mark: StyledText
        switch notice.kind {
        case .information: (style, mark) = (.text, StyledText("· ", .muted))
        case .success: (style, mark) = (.text, Status.done.mark + StyledText(" "))
        case .mistake: (style, mark) = (Style(.failed), Status.failed.mark + StyledText(" "))
        }
        canvas.within(rect.splitRight(9).rest) { canvas in
            let used = canvas.draw(mark, at: Point(x: 1, y: 0)) + 1
            canvas.draw(notice.text, at: Point(x: used, y: 0), width: canvas.width - used, style)
        }
    }
}

extension StyledText {
    static func += (left: inout StyledText, right: StyledText) { left.append(right) }
}
