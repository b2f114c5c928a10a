import Domain
import Logs
import Terminal

/// The line below the log: the field that is open, else what find, filter and trouble say.
enum LogBar {
    static func isShown(_ log: LogModel) -> Bool {
        log.field != nil || log.mark != nil || log.find != nil || log.filter != nil
            || log.current != nil || (log.seeking != nil && log.presence == .open)
    }

    static func draw(_ log: LogModel, _ model: Model, on canvas: inout Canvas) {
        guard canvas.height > 0 else { return }
        if let field = log.field {
            drawField(field, on: &canvas)
            return
        }
        canvas.fill(canvas.bounds, style: Style(.text, on: .raised))
        let line = LinePieces(pieces(log)).fitted(to: canvas.width - 2)
        canvas.draw(line, at: Point(x: 1, y: 0), over: Style(.text, on: .raised))
    }

    private static func drawField(_ field: LogField, on canvas: inout Canvas) {
        let style = Style(.text, on: .field)
        canvas.fill(canvas.bounds, style: style)
        let label = field.label + " "
        canvas.draw(label, at: Point(x: 1, y: 0), Style(.keyHint, on: .field, .bold))
        let x = 1 + label.width
        let note = field.mistake ?? field.hint
        let isMistake = field.mistake != nil
        // The hint gives way to what is typed, a mistake does not.
        let typed = SafeText(untrusted: field.field.text).width + 2
        let room = canvas.width - x - (isMistake ? min(20, typed) : max(20, typed))
        let noteWidth = note.width + 1 <= room || isMistake ? min(note.width + 1, max(0, room)) : 0
        let text = Rect(x: x, y: 0, width: canvas.width - x - noteWidth, height: 1)
        field.field.draw(on: &canvas, in: text)
        guard noteWidth > 1 else { return }
        canvas.draw(
            note,
            at: Point(x: canvas.width - noteWidth, y: 0),
            width: noteWidth - 1,
            isMistake ? Style(.failed, on: .field) : Style(.muted, on: .field)
        )
    }

    private static func pieces(_ log: LogModel) -> [LinePieces.Piece] {
        var pieces: [LinePieces.Piece] = []
        if let mark = log.mark { pieces.append(.init(marked(mark, log), 9)) }
        if log.seeking != nil { pieces.append(.init(progress(log), 8)) }
        if let text = log.current?.message, log.find == nil || log.current?.ordinal == nil {
            pieces.append(.init(StyledText("✗ " + text, Style(.failed)), 4))
            if let trouble = log.status.trouble, trouble.isDone, trouble.lines > 1 {
                let count = "\(trouble.lines.grouped) lines tell of trouble"
                pieces.append(.init(StyledText(untrusted: count, .muted), 3))
            }
        }
        if let find = log.find {
            pieces.append(.init(counts("find", find, log.status.find, log.current?.ordinal), 6))
        }
        if let filter = log.filter {
            pieces.append(.init(counts("filter", filter, log.status.filter, nil), 5))
        }
        let notices = [log.status.find?.notice, log.status.filter?.notice].compactMap(\.self)
        for notice in notices {
            let text = StyledText(untrusted: notice, Style(.warning))
            pieces.insert(.init(text, 10), at: 0)
        }
        return pieces
    }

    private static func marked(_ mark: Int, _ log: LogModel) -> StyledText {
        let range = min(mark, log.cursor.offset)...max(mark, log.cursor.offset)
        let lines = log.lines.filter { $0.end > range.lowerBound && $0.offset <= range.upperBound }
        let isWhole = (log.lines.first?.offset ?? 0) <= range.lowerBound
        let count = lines.count == 1 ? "1 line" : "\(lines.count.grouped) lines"
        return StyledText(untrusted: isWhole ? "\(count) marked" : "range marked")
    }

    private static func progress(_ log: LogModel) -> StyledText {
        let status: SearchStatus? =
            if case .trouble = log.seeking?.target { log.status.trouble } else { log.status.find }
        let share = status.map { $0.isDone ? "" : " \(Int($0.fraction * 100)) %" } ?? ""
        return StyledText(untrusted: "looking…\(share), esc stops", Style(.running))
    }

    /// `find “epoch”  3 of 1,204`, and how far counting has come.
    private static func counts(
        _ label: SafeText,
        _ pattern: LogPattern,
        _ status: SearchStatus?,
        _ ordinal: Int?
    ) -> StyledText {
        var text = StyledText(label + " ", .muted)
        text.append(SafeText(untrusted: "“\(pattern.text)”").truncated(to: 40), .adding(.bold))
        guard let status else { return text }
        let isFilter = ordinal == nil && label == "filter"
        let count = isFilter ? status.lines : status.matches
        var words = "  "
        if let ordinal { words += "\(ordinal.grouped) of " }
        words += status.isDone ? count.grouped : "\(count.grouped)+"
        if isFilter { words += count == 1 ? " line" : " lines" }
        if !isFilter, ordinal == nil { words += count == 1 ? " match" : " matches" }
        if !status.isDone { words += ", \(Int(status.fraction * 100)) % counted" }
        text.append(SafeText(untrusted: words))
        return text
    }
}
