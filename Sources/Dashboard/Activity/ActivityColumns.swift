import Domain
import Terminal

/// The columns of the journal: time, status, who, subject, what.
struct ActivityColumns {
    /// Entries that are measured for the columns' widths.
    private static let measured = 300
    private static let whoLimit = 12

    private let who: Int
    private let subject: Int

    init(_ shown: [ActivityEntry], width: Int) {
        let sample = shown.prefix(Self.measured)
        let whoNeeded = sample.map { SafeText(untrusted: "\($0.entry.actor)").width }.max() ?? 0
        who = min(whoNeeded, Self.whoLimit)
        let needed = sample.map { SafeText(untrusted: $0.words.subject).width }.max() ?? 0
        subject = min(needed, max(12, width / 3))
    }

    func draw(_ entry: ActivityEntry, _ time: LocalTime, at y: Int, on canvas: inout Canvas) {
        var x = 1
        canvas.draw(SafeText(untrusted: time.minuteText), at: Point(x: x, y: y), .muted)
        x += 6
        if let status = entry.words.status { canvas.draw(status.mark, at: Point(x: x, y: y)) }
        x += 2
        let isPerson = if case .person = entry.entry.actor { true } else { false }
        canvas.draw(
            SafeText(untrusted: "\(entry.entry.actor)"),
            at: Point(x: x, y: y),
            width: who,
            isPerson ? Style(.accent) : .muted
        )
        x += who + 2
        canvas.draw(
            SafeText(untrusted: entry.words.subject),
            at: Point(x: x, y: y),
            width: subject,
            truncation: .middle
        )
        x += subject + 2
        canvas.draw(
            SafeText(untrusted: entry.words.text),
            at: Point(x: x, y: y),
            width: max(0, canvas.width - x),
            style(of: entry.words)
        )
    }

    private func style(_ status: Status) -> Style {
        switch status {
        case .failed, .cancelled: status.style
        default: .text
        }
    }

    private func style(of words: EventWords) -> Style {
        words.weight == .detail ? .muted : words.status.map { style($0) } ?? .text
    }
}
