import Domain
import Logs
import Terminal

/// The lines of the log.
enum LogBody {
    static let regionName = "log-row"

    static func draw(_ log: LogModel, _ model: Model, on canvas: inout Canvas) {
        guard !log.lines.isEmpty else {
            drawEmpty(log, model, on: &canvas)
            return
        }
        let geometry = LogGeometry(width: canvas.width, height: canvas.height)
        let rows = log.rows(geometry)
        let end = max(0, rows.total - geometry.height)
        let first = log.isFollowing ? end : min(rows.row(of: log.top), end)
        for y in 0..<min(canvas.height, rows.total - first) {
            let (index, row) = rows.line(atRow: first + y)
            drawRow(row, of: log.lines[index], at: y, log, model, on: &canvas)
            canvas.region(
                RegionID(regionName, y),
                Rect(x: 0, y: y, width: canvas.width, height: 1)
            )
        }
    }

    private static func drawRow(
        _ row: Int,
        of line: ShownLine,
        at y: Int,
        _ log: LogModel,
        _ model: Model,
        on canvas: inout Canvas
    ) {
        let rect = Rect(x: 0, y: y, width: canvas.width, height: 1)
        if line.isGap {
            drawGap(line, at: y, on: &canvas)
        } else {
            let gutter = log.gutter
            if gutter > 0 { drawGutter(row, of: line, at: y, log, model, on: &canvas) }
            let width = max(1, canvas.width - gutter)
            let cells =
                log.view == .cut
                ? log.left..<max(log.left, min(log.left + width, line.text.width))
                : line.cells(ofRow: row, width: width)
            canvas.draw(line.text.slice(cells), at: Point(x: gutter, y: y))
            if log.view == .cut { drawEdges(of: line, cells, at: y, log, on: &canvas) }
        }
        if isMarked(line, log) { canvas.restyle(rect, Style.ground(.selection)) }
        if !log.isFollowing, line.contains(log.cursor.offset) {
            canvas.restyle(rect, Style.ground(.cursorLine))
        }
        if !line.isGap { drawMatches(row, of: line, at: y, log, on: &canvas) }
    }

    private static func isMarked(_ line: ShownLine, _ log: LogModel) -> Bool {
        guard let mark = log.mark else { return false }
        let range = min(mark, log.cursor.offset)...max(mark, log.cursor.offset)
        return line.end > range.lowerBound && line.offset <= range.upperBound
    }

    /// Signs that a cut line goes on beyond the screen's edges.
    private static func drawEdges(
        of line: ShownLine,
        _ cells: Range<Int>,
        at y: Int,
        _ log: LogModel,
        on canvas: inout Canvas
    ) {
        if line.text.width > cells.upperBound, !cells.isEmpty {
            canvas.draw(glyph: "›", at: Point(x: canvas.width - 1, y: y), Style(.accent))
        }
        if log.left > 0, line.text.width > 0 {
            canvas.draw(glyph: "‹", at: Point(x: 0, y: y), Style(.accent))
        }
    }

    private static func drawMatches(
        _ row: Int,
        of line: ShownLine,
        at y: Int,
        _ log: LogModel,
        on canvas: inout Canvas
    ) {
        guard !line.matches.isEmpty else { return }
        let gutter = log.gutter
        let width = max(1, canvas.width - gutter)
        let cells =
            log.view == .cut
            ? log.left..<log.left + width : line.cells(ofRow: row, width: width)
        for match in line.matches {
            let seen = match.cells.clamped(to: cells)
            guard !seen.isEmpty else { continue }
            let isCurrent = match.offset == log.current?.offset
            let rect = Rect(
                x: gutter + seen.lowerBound - cells.lowerBound,
                y: y,
                width: seen.count,
                height: 1
            )
            let style = Style(.matchText, on: .match)
            canvas.restyle(rect, isCurrent ? style.with([.bold, .underline]) : style)
        }
    }

    private static func drawGutter(
        _ row: Int,
        of line: ShownLine,
        at y: Int,
        _ log: LogModel,
        _ model: Model,
        on canvas: inout Canvas
    ) {
        guard row == 0 else { return }
        let number = line.number.map { ($0.isApproximate ? "≈" : "") + String($0.value) } ?? ""
        let width = log.numberWidth
        canvas.draw(
            SafeText(untrusted: number),
            at: Point(x: 0, y: y),
            width: width,
            .faint,
            alignment: .right
        )
        guard log.hasTimes, let time = line.time else { return }
        let text = LocalTime(time, in: model.settings.timeZone).secondText
        canvas.draw(SafeText(untrusted: text), at: Point(x: width + 1, y: y), .muted)
    }

    /// What was dropped: one line across the screen.
    private static func drawGap(_ line: ShownLine, at y: Int, on canvas: inout Canvas) {
        canvas.horizontalLine(from: Point(x: 0, y: y), length: canvas.width, line: .dashed)
        let text = line.text.text.truncated(to: max(0, canvas.width - 4))
        let x = max(0, (canvas.width - text.width - 2) / 2)
        canvas.draw(" " + text + " ", at: Point(x: x, y: y), Style(.warning))
    }

    // MARK: - Nothing to show

    private static func drawEmpty(_ log: LogModel, _ model: Model, on canvas: inout Canvas) {
        let words = emptyWords(log, LogSubject(log.attempt, in: model))
        guard let title = words.first else { return }
        EmptyState(title, text: words.dropFirst().map { StyledText($0) })
            .draw(on: &canvas, in: canvas.bounds)
    }

    private static func emptyWords(_ log: LogModel, _ subject: LogSubject) -> [SafeText] {
        switch log.presence {
        case .asked: return []
        case .failed(let text): return ["The log cannot be shown.", text]
        case .missing, .open: break
        }
        if let filter = log.filter {
            if log.status.filter?.isDone == false { return ["Looking for lines that match…"] }
            return [
                SafeText(untrusted: "No line matches “\(filter.text)”."), "esc shows all lines.",
            ]
        }
        if subject.isLive {
            return ["No output yet.", "It is shown here as soon as the stage prints something."]
        }
        if subject.attempt == nil, log.presence == .missing {
            return ["There is no log of this attempt.", "It was removed, or never began."]
        }
        if log.presence == .missing {
            return ["There is no log any more.", "The attempt printed nothing, or it was removed."]
        }
        return ["This attempt printed nothing."]
    }
}
