package import Terminal

/// When each stage of a run ran, waits and is expected to run, on one axis of time.
///
/// Bars are told apart by their fill as well as by their colour: dots wait, full blocks ran,
/// shaded ones run now, light ones are estimates. A dashed line stands at the present.
package struct Gantt: Hashable, Sendable {
    package let rows: [GanttRow]

    /// The present in seconds since the run began; `nil` for a run that has ended.
    package let now: Double?

    /// The name under which rows answer to the mouse, with their index as the number.
    package static let regionName = "gantt.row"

    /// The rows below the bars: the line of the axis and its labels.
    package static let axisRows = 2

    private static let titleLimit = 28

    package init(_ rows: [GanttRow], now: Double? = nil) {
        self.rows = rows
        self.now = now
    }

    /// The seconds from the run's begin to the last end.
    package var span: Double {
        let ends = rows.flatMap(\.bars).map { $0.end ?? now ?? $0.start } + [now ?? 0]
        return ends.filter(\.isFinite).max() ?? 0
    }

    /// Draws the rows from `firstRow` on, and the axis at the foot of the canvas.
    package func draw(on canvas: inout Canvas, firstRow: Int = 0, selected: Int? = nil) {
        let widest = rows.map(\.title.width).max() ?? 0
        let titleWidth = min(widest, Gantt.titleLimit, max(0, canvas.width / 3))
        let left = titleWidth + 4
        let axis = TimeAxis(span: span, width: canvas.width - left)
        let height = max(0, canvas.height - Gantt.axisRows)
        guard axis.width > 0 else { return }
        for index in rows.indices.dropFirst(max(0, firstRow)).prefix(height) {
            let place = Rect(x: 0, y: index - max(0, firstRow), width: canvas.width, height: 1)
            canvas.within(place) { line in
                drawRow(rows[index], left, axis, isSelected: index == selected, on: &line)
            }
            canvas.region(RegionID(Gantt.regionName, index), place)
        }
        let foot = min(height, max(0, rows.count - max(0, firstRow)))
        canvas.within(Rect(x: left, y: foot, width: axis.width, height: Gantt.axisRows)) { area in
            drawAxis(axis, on: &area)
        }
    }

    private func drawRow(
        _ row: GanttRow,
        _ left: Int,
        _ axis: TimeAxis,
        isSelected: Bool,
        on line: inout Canvas
    ) {
        if isSelected { line.fill(line.bounds, style: Style(.selectionText, on: .selection)) }
        line.draw(glyph: row.glyph, at: .zero, row.style)
        let words: Style = isSelected ? Style(.selectionText) : .text
        let title = Point(x: 2, y: 0)
        line.draw(row.title, at: title, width: max(0, left - 4), words, truncation: .middle)
        line.within(Rect(x: left, y: 0, width: axis.width, height: 1)) { area in
            if let now {
                area.draw(glyph: "┊", at: Point(x: axis.cell(at: now), y: 0), Style(.grid))
            }
            var taken = 0..<0
            for bar in row.bars {
                let cells = draw(bar, axis, after: taken.upperBound, on: &area)
                taken =
                    taken.isEmpty
                    ? cells : taken.lowerBound..<max(taken.upperBound, cells.upperBound)
            }
            drawLabel(row.label, beside: taken, over: isSelected ? words : .muted, on: &area)
        }
    }

    /// Draws a bar of at least one cell, not over the one before; the cells it took.
    private func draw(
        _ bar: GanttRow.Bar,
        _ axis: TimeAxis,
        after previous: Int,
        on area: inout Canvas
    ) -> Range<Int> {
        let first = min(max(axis.cell(at: bar.start), previous), axis.width - 1)
        let end = bar.end ?? now ?? bar.start
        let last = max(axis.cell(at: end), first)
        let isWhole = end < axis.span || bar.start >= end
        let cells = first..<max(first + 1, isWhole ? last : last + 1)
        let glyph: Glyph
        switch bar.kind {
        case .waiting: glyph = "·"
        case .attempt: glyph = "█"
        case .running: glyph = "▓"
        case .estimate: glyph = "░"
        }
        area.fill(Rect(x: first, y: 0, width: cells.count, height: 1), glyph, style: bar.style)
        if let mark = bar.mark {
            area.draw(glyph: mark, at: Point(x: cells.upperBound - 1, y: 0), bar.style)
        }
        return cells
    }

    /// Right of the bars, else left of them, else not at all.
    private func drawLabel(
        _ label: StyledText,
        beside bars: Range<Int>,
        over style: Style,
        on area: inout Canvas
    ) {
        guard !label.isEmpty else { return }
        if bars.upperBound + 1 + label.width <= area.width {
            area.draw(label, at: Point(x: bars.upperBound + 1, y: 0), over: style)
        } else if bars.lowerBound - 1 - label.width >= 0 {
            area.draw(label, at: Point(x: bars.lowerBound - 1 - label.width, y: 0), over: style)
        }
    }

    private func drawAxis(_ axis: TimeAxis, on area: inout Canvas) {
        let style = Style(.border)
        area.horizontalLine(from: .zero, length: axis.width, style)
        for tick in axis.ticks {
            area.join(LineLinks(south: true), at: Point(x: tick.cell, y: 0), style)
            area.draw(tick.label, at: Point(x: tick.cell, y: 1), .muted)
        }
        guard let now else { return }
        let cell = axis.cell(at: now)
        area.join(LineLinks(north: true), at: Point(x: cell, y: 0), Style(.accent))
        let words: SafeText = "now"
        let isFree = axis.ticks.allSatisfy {
            cell + words.width < $0.cell || $0.cell + $0.label.width < cell
        }
        if isFree, cell + words.width <= axis.width {
            area.draw(words, at: Point(x: cell, y: 1), .accent)
        }
    }
}
