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
        guard let run = state.run, let stages = state.definition?.stages,
            run.stages.contains(where: { !$0.attempts.isEmpty })
        else {
            return EmptyState(
                "No stage has run yet",
                text: ["Each attempt becomes a bar here. 's' runs the next stage."]
            ).draw(on: &canvas, in: rect)
        }
        let time = WorkingTime(run, now: model.now)
        let rows = stages.map { row(of: $0.name, run, time, state, model) }
        let isLive = run.stages.contains { $0.status == .running }
        let chart = Gantt(rows, now: isLive ? time.position(of: model.now) : nil)
        let selected = stages.firstIndex { $0.name == state.selected }
        let visible = max(1, rect.height - Gantt.axisRows)
        let first = max(0, (selected ?? 0) - visible + 1)
        canvas.within(rect) { canvas in
            chart.draw(on: &canvas, firstRow: first, selected: selected)
        }
    }

    private static func row(
        of name: StageName,
        _ run: Run,
        _ time: WorkingTime,
        _ state: PipelineState,
        _ model: Model
    ) -> GanttRow {
        let status = state.status(of: name)
        let stage = run.stage(name)
        var bars = (stage?.attempts ?? []).map { attempt in
            bar(attempt, status, time)
        }
        if stage?.status == .running, let usual = state.snapshot?.usual[name],
            let started = stage?.attempts.last?.startedAt
        {
            let begin = time.position(of: started)
            let end = begin + usual.seconds
            let now = time.position(of: model.now)
            if end > now {
                bars.append(
                    GanttRow.Bar(.estimate, from: now, to: end, style: Style(.estimate))
                )
            }
        }
        return GanttRow(
            title: SafeText(untrusted: name.short),
            glyph: Glyph(status.glyph),
            style: status.style,
            bars: bars,
            label: StyledText(StageTime.words(of: name, state, model), .muted)
        )
    }

    private static func bar(
        _ attempt: Attempt,
        _ status: Status,
        _ time: WorkingTime
    ) -> GanttRow.Bar {
        let start = time.position(of: attempt.startedAt)
        guard let report = attempt.report else {
            return GanttRow.Bar(.running, from: start, to: nil, style: Status.running.style)
        }
        let isGood = report.status.isSuccess
        return GanttRow.Bar(
            .attempt,
            from: start,
            to: time.position(of: report.endedAt),
            style: isGood ? Status.done.style : Status.failed.style,
            mark: isGood ? nil : Glyph(Status.failed.glyph)
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
