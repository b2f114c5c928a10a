import Domain
import Logs
import Terminal

/// The line above the log: which attempt, how it stands, and where one is in it.
enum LogHeader {
    static let rows = 1

    static func draw(_ log: LogModel, _ model: Model, on canvas: inout Canvas, in rect: Rect) {
        canvas.fill(rect, style: Style(.text, on: .bar))
        let right = follow(log, model)
        let room = rect.width - 2 - (right.isEmpty ? 0 : right.width + 2)
        let left = LinePieces(pieces(log, model)).fitted(to: room)
        canvas.draw(left, at: Point(x: rect.x + 1, y: rect.y), over: Style(.text, on: .bar))
        let x = rect.maxX - 1 - right.width
        canvas.draw(right, at: Point(x: x, y: rect.y), over: Style(.text, on: .bar))
    }

    private static func pieces(_ log: LogModel, _ model: Model) -> [LinePieces.Piece] {
        let subject = LogSubject(log.attempt, in: model)
        var pieces: [LinePieces.Piece] = [
            .init(StyledText(untrusted: log.attempt.stage.short, .title), 9)
        ]
        if subject.count > 1 {
            pieces.append(.init("attempt \(log.attempt.number) of \(subject.count)", 7))
        }
        if let status = subject.status {
            var text = status.words
            if let ending = subject.ending { text.append(", " + ending, status.style) }
            pieces.append(.init(text, 8))
        }
        if let line = position(log) { pieces.append(.init(line, 6)) }
        if let time = log.cursorLine?.time {
            let text = LocalTime(time, in: model.settings.timeZone).secondText
            pieces.append(.init(StyledText(untrusted: text), 5))
        }
        if log.presence == .open {
            let size = SafeText(untrusted: ByteText.of(log.status.size))
            pieces.append(.init(StyledText(size, .muted), 4))
        }
        if log.status.lostBytes > 0 {
            let lost = ByteText.of(log.status.lostBytes)
            let text = "\(lost) of output could not be written here"
            pieces.append(.init(StyledText(untrusted: text, Style(.warning)), 8))
        }
        if log.view == .cut {
            let text = log.left > 0 ? "cut, from column \(log.left + 1)" : "cut"
            pieces.append(.init(StyledText(untrusted: text, .muted), 2))
        }
        return pieces
    }

    /// `line 812 of 1,204`, with `≈` while lines are being counted.
    private static func position(_ log: LogModel) -> StyledText? {
        guard let line = log.cursorLine else { return nil }
        guard let number = line.number else {
            let share = log.status.size > 0 ? line.offset * 100 / log.status.size : 0
            return StyledText(untrusted: "\(share) %")
        }
        let here = (number.isApproximate ? "≈ " : "") + number.value.grouped
        guard let count = log.status.lineCount else {
            return StyledText(untrusted: "line \(here)")
        }
        let all = (count.isApproximate ? "≈ " : "") + max(count.value, number.value).grouped
        return StyledText(untrusted: "line \(here) of \(all)")
    }

    /// Whether the end is shown, and how much stands below what is seen.
    private static func follow(_ log: LogModel, _ model: Model) -> StyledText {
        let subject = LogSubject(log.attempt, in: model)
        if let attempt = subject.stageRun?.attempts.last, attempt.number > log.attempt.number {
            return StyledText("newer: attempt \(attempt.number)", Style(.running))
        }
        guard subject.isLive, log.presence == .open else { return .empty }
        if log.isFollowing { return StyledText("following", Style(.running, .bold)) }
        let below = log.status.size - log.endOfView(LogScreen.geometry(model))
        guard below > 0, log.filter == nil else { return StyledText("not following", .muted) }
        return StyledText(
            SafeText(untrusted: "\(ByteText.of(below)) below"),
            Style(.warning)
        )
    }
}
