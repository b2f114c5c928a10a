import Domain
import Terminal

/// The row above the hints of a replay: whether it plays, how far it is, what happened there, when
/// that was, and how fast it goes.
enum PlaybackLine {
    /// The bar has this part of the cells that are left, and these at the least; where they are
    /// not left it is not drawn.
    private static let barShare = 3
    private static let leastBar = 8

    static func draw(
        _ playback: Playback,
        _ model: Model,
        on canvas: inout Canvas,
        in rect: Rect
    ) {
        canvas.fill(rect, style: Style(.text, on: .bar))
        canvas.within(rect) { canvas in
            let (status, word) = state(playback)
            let start = status.mark + StyledText(word.padded(to: 10), status.style)
            let end = position(playback, model)
            let room = canvas.width - start.width - end.width - 4
            let what = playback.entry?.event.line ?? .empty
            let bar = meter(playback, status, max(leastBar, room / barShare))
            let middle: StyledText = room < leastBar ? .empty : bar + "  " + what
            let shown = middle.truncated(to: max(0, room))
            canvas.draw(start + shown, at: Point(x: 1, y: 0))
            canvas.draw(end, at: Point(x: canvas.width - 1 - end.width, y: 0))
        }
    }

    private static func meter(
        _ playback: Playback,
        _ status: Status,
        _ width: Int
    ) -> StyledText {
        let share = playback.count > 0 ? Double(playback.event) / Double(playback.count) : 1
        return Meter(share, role: status.role).bar(width: width)
    }

    private static func state(_ playback: Playback) -> (status: Status, word: SafeText) {
        switch playback.state {
        case .playing: (.running, " playing")
        case .paused: (.paused, " paused")
        case .over: (.done, " the end")
        }
    }

    /// `event 120 of 512 · 2026-11-23 14:03:12 · 4x`; the date goes where the row is narrow.
    private static func position(_ playback: Playback, _ model: Model) -> StyledText {
        let time = LocalTime(model.now, in: model.settings.timeZone)
        let words = "event \(playback.event.grouped) of \(playback.count.grouped)"
        let date = model.size.width < 100 ? "" : time.dateText + " "
        let dot = StyledText(" · ", .faint)
        return StyledText(untrusted: words) + dot
            + StyledText(untrusted: date + time.secondText) + dot
            + StyledText(speedWords(playback.speed))
    }

    /// `4x`, `0.5x`.
    static func speedWords(_ speed: Double) -> SafeText {
        let isWhole = speed >= 1 && speed.rounded() == speed
        return SafeText(untrusted: (isWhole ? "\(Int(speed))" : "\(speed.shortened)") + "x")
    }
}

extension Double {
    /// Three digits that count, without zeros at the end.
    fileprivate var shortened: String {
        let places: Double = self >= 100 ? 1 : self >= 1 ? 100 : 10_000
        return "\((self * places).rounded() / places)"
    }
}
