import Domain
import Foundation
import Plotting
import Terminal

/// The run on a time axis; the hours between the steps of a person are left out.
enum StageGanttView {
    static func draw(
        _ state: PipelineState,
        _ model: Model,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        guard let run = state.run, run.stages.contains(where: { !$0.attempts.isEmpty }) else {
            return EmptyState(
                "No stage has run yet",
                text: ["Each attempt becomes a bar here. 's' runs the next stage."]
            ).draw(on: &canvas, in: rect)
        }
        let time = WorkingTime(run, now: state.now(model))
        let rows = state.stages.map { ganttRow(of: $0, time, state, model) }
        let isLive = !state.isPast && run.stages.contains { $0.status == .running }
        let chart = Gantt(rows, now: isLive ? time.position(of: model.now) : nil)
        let selected = state.selectedIndex
        let window = ListState(selection: selected ?? 0, top: state.screen.listTop)
            .window(count: rows.count, height: rect.height - Gantt.axisRows)
        canvas.within(rect) { canvas in
            chart.draw(on: &canvas, firstRow: window.lowerBound, selected: selected)
        }
        Scrollbar(count: rows.count, window: window)
            .draw(on: &canvas, x: rect.maxX + 1, y: rect.y, height: window.count)
    }

    private static func ganttRow(
        of row: StageTable.Row,
        _ time: WorkingTime,
        _ state: PipelineState,
        _ model: Model
    ) -> GanttRow {
        var bars = (row.run?.attempts ?? []).map { bar($0, row, time) }
        if !state.isPast, row.run?.status == .running,
            let usual = state.snapshot?.usual[row.name],
            let started = row.run?.attempts.last?.startedAt
        {
            let end = time.position(of: started) + usual.seconds
            let now = time.position(of: model.now)
            if end > now {
                bars.append(GanttRow.Bar(.estimate, from: now, to: end, style: Style(.estimate)))
            }
        }
        var label = StyledText(StageTime.words(of: row, state, model), .muted)
        if row.isDoubtful { label.append(" " + row.word, row.wordStyle) }
        return GanttRow(
            title: row.title,
            glyph: Glyph(row.status.glyph),
            style: row.markStyle,
            bars: bars,
            label: label
        )
    }

    private static func bar(
        _ attempt: Attempt,
        _ row: StageTable.Row,
        _ time: WorkingTime
    ) -> GanttRow.Bar {
        let start = time.position(of: attempt.startedAt)
        guard let report = attempt.report else {
            // An attempt of a run that is over, without a word of its end, was lost.
            guard row.run?.status == .running, attempt.number == row.run?.attempts.count else {
                let lost = Status.failed
                return GanttRow.Bar(
                    .attempt,
                    from: start,
                    to: start,
                    style: lost.style,
                    mark: Glyph(lost.glyph)
                )
            }
            return GanttRow.Bar(.running, from: start, to: nil, style: Status.running.style)
        }
        let isGood = report.status.isSuccess
        let isLast = attempt.number == row.run?.attempts.count
        let ending: Status =
            isGood ? .done : isLast && row.run?.status == .cancelled ? .cancelled : .failed
        return GanttRow.Bar(
            .attempt,
            from: start,
            to: time.position(of: report.endedAt),
            style: ending.style,
            mark: isGood ? nil : Glyph(ending.glyph)
        )
    }
}

/// Seconds of a run in which something ran; longer pauses shrink to a second.
struct WorkingTime {
    private static let longestPause = 1.0

    private struct Stretch {
        let start: Date
        var end: Date
        /// Where it begins on the axis.
        var position: Double
    }

    private var stretches: [Stretch] = []

    init(_ run: Run, now: Date) {
        let spans = run.stages.flatMap(\.attempts)
            .map { (start: $0.startedAt, end: $0.report?.endedAt ?? now) }
            .sorted { $0.start < $1.start }
        for span in spans {
            if let last = stretches.last,
                span.start.timeIntervalSince(last.end) <= Self.longestPause
            {
                stretches[stretches.count - 1].end = max(last.end, span.end)
                continue
            }
            let before = stretches.last.map {
                $0.position + $0.end.timeIntervalSince($0.start) + Self.longestPause
            }
            stretches.append(
                Stretch(start: span.start, end: max(span.start, span.end), position: before ?? 0)
            )
        }
    }

    /// Where a moment lies on the axis; one in a pause lies at the pause's beginning.
    func position(of date: Date) -> Double {
        guard let stretch = stretches.last(where: { $0.start <= date }) else { return 0 }
        let length = stretch.end.timeIntervalSince(stretch.start)
        return stretch.position + min(date.timeIntervalSince(stretch.start), length)
    }
}
