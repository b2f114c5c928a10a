import Domain
import Terminal

/// What is wrong with locks, on every screen that tells how stages stand.
///
/// It stays as long as it is so: nothing runs, and nothing is known to be unchanged.
enum LockNotice {
    /// Of the screen it takes this part at most.
    private static let share = 3
    /// A mistake with its advice and the frame, on the smallest screen.
    private static let least = 5

    /// The rows it needs; none where all locks can be read.
    static func height(_ model: Model, in size: Size) -> Int {
        guard let texts = texts(model) else { return 0 }
        let lines = Paragraph(texts).lines(width: max(1, size.width - 4)).count
        return min(lines + 2, max(least, size.height / share))
    }

    static func draw(_ model: Model, on canvas: inout Canvas, in rect: Rect) {
        guard let texts = texts(model), rect.height >= 3 else { return }
        let isOne = texts.count == 1
        let title: SafeText =
            isOne
            ? "A lock cannot be read; nothing runs until it is mended"
            : "Locks cannot be read; nothing runs until they are mended"
        let inside = Panel(StyledText(title, Style(.failed))).draw(on: &canvas, in: rect)
            .inset(left: 1, right: 1)
        Paragraph(texts).draw(on: &canvas, in: inside)
    }

    private static func texts(_ model: Model) -> [StyledText]? {
        guard let mistakes = model.project?.lockMistakes, !mistakes.isEmpty else { return nil }
        return mistakes.map { StyledText(untrusted: $0) }
    }
}
