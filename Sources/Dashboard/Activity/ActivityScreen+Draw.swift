import Domain
package import Terminal

extension ActivityScreen {
    /// The project, and how many entries are shown.
    package static func breadcrumb(of model: Model) -> (left: StyledText, right: StyledText) {
        let left =
            StyledText(untrusted: model.project?.name ?? "", .title)
            + StyledText(" · activity", .muted)
        guard model.activity.isRead else { return (left, .empty) }
        return (left, StyledText(counts(model.activity), .muted))
    }

    private static func counts(_ activity: ActivityModel) -> SafeText {
        let count = activity.shown.count
        let more = activity.isComplete ? "" : "+"
        let words = activity.showsDetails ? ", every phase" : ""
        return SafeText(untrusted: "\(count.grouped)\(more) entries\(words)")
    }

    /// Draws the journal and the details of the entry under the cursor.
    package static func draw(_ model: Model, on canvas: inout Canvas) {
        let activity = model.activity
        guard activity.isRead else { return }
        let shown = activity.shown
        guard !shown.isEmpty else { return drawEmpty(activity, on: &canvas) }
        let layout = ActivityLayout(canvas.bounds, isZoomed: activity.isZoomed)
        if !activity.isZoomed {
            let isFocused = activity.pane == .list
            var title = StyledText("Journal")
            if !activity.filter.isEmpty {
                title.append(" " + SafeText(untrusted: "“\(activity.filter)”"), Style(.match))
            }
            let panel = Panel(title, isFocused: isFocused)
            let inside = panel.draw(on: &canvas, in: layout.list)
            canvas.within(inside) {
                drawList(shown, layout, model, on: &$0)
            }
        }
        drawDetails(layout, model, on: &canvas)
    }

    private static func drawEmpty(_ activity: ActivityModel, on canvas: inout Canvas) {
        if activity.filter.isEmpty {
            EmptyState(
                "Nothing has happened yet",
                text: ["Every run, edit and comment is written down here: who, what and when."],
                hints: [HintLine.Hint("2", "to the pipeline, where s runs its first stage")]
            )
            .draw(on: &canvas, in: canvas.bounds)
            return
        }
        let title = SafeText(untrusted: "No entry has “\(activity.filter)”")
        let reach: StyledText =
            activity.isComplete
            ? "All of the journal was looked at."
            : "The newest entries were looked at so far."
        EmptyState(title, text: [reach], hints: [HintLine.Hint("esc", "shows all entries")])
            .draw(on: &canvas, in: canvas.bounds)
    }

    // MARK: - The list

    private static func drawList(
        _ shown: [ActivityEntry],
        _ layout: ActivityLayout,
        _ model: Model,
        on canvas: inout Canvas
    ) {
        let columns = ActivityColumns(shown, width: canvas.width)
        var index = layout.top(of: shown, model)
        var day: Int?
        var y = 0
        while y < canvas.height, shown.indices.contains(index) {
            let time = LocalTime(shown[index].entry.at, in: model.settings.timeZone)
            if time.day != day {
                drawDay(time, model, at: y, on: &canvas)
                day = time.day
            } else {
                columns.draw(shown[index], time, at: y, on: &canvas)
                mark(index, at: y, model, on: &canvas)
                index += 1
            }
            y += 1
        }
        guard y < canvas.height else { return }
        let activity = model.activity
        let end: SafeText =
            activity.isComplete
            ? "the journal begins here"
            : activity.awaited != nil ? "reading on…" : "older entries are not shown here"
        canvas.draw(end, at: Point(x: 1, y: y), width: canvas.width - 1, .faint)
    }

    private static func mark(_ index: Int, at y: Int, _ model: Model, on canvas: inout Canvas) {
        let rect = Rect(x: 0, y: y, width: canvas.width, height: 1)
        canvas.region(RegionID(region, index), rect)
        guard index == model.activity.cursor else { return }
        let isFocused = model.activity.pane == .list
        canvas.restyle(rect, .ground(isFocused ? .selection : .selectionUnfocused))
        canvas.draw(glyph: "▌", at: Point(x: 0, y: y), Style(isFocused ? .accent : .muted))
    }

    private static func drawDay(
        _ time: LocalTime,
        _ model: Model,
        at y: Int,
        on canvas: inout Canvas
    ) {
        let today = LocalTime(model.now, in: model.settings.timeZone).day
        let near = time.day == today ? "Today, " : time.day == today - 1 ? "Yesterday, " : ""
        let text = SafeText(untrusted: " \(near)\(time.weekdayName) \(time.dateText) ")
        canvas.draw(text, at: Point(x: 0, y: y), .header)
        canvas.draw(
            SafeText(repeating: "─", count: max(0, canvas.width - text.width - 1)),
            at: Point(x: text.width, y: y),
            Style(.border)
        )
    }

    // MARK: - The details

    private static func drawDetails(
        _ layout: ActivityLayout,
        _ model: Model,
        on canvas: inout Canvas
    ) {
        let lines = layout.detailLines(model)
        let height = layout.detailHeight
        let top = min(model.activity.detailsTop, max(0, lines.count - height))
        let bar = Scrollbar(count: lines.count, window: top..<min(lines.count, top + height))
        let isFocused = model.activity.pane == .details || model.activity.isZoomed
        let panel = Panel("Details", footer: bar.note, isFocused: isFocused)
        let inside = panel.draw(on: &canvas, in: layout.details)
        Paragraph.draw(lines, on: &canvas, in: inside.inset(left: 1, right: 1), skipping: top)
    }
}
