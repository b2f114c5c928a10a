import Domain
import Terminal

/// What cannot be written, or be read of locks or the journal, on every screen that tells how
/// stages stand.
///
/// It stays as long as it is so.
enum LockNotice {
    /// Of the screen it takes this part at most.
    private static let share = 3
    /// A mistake with its advice and the frame, on the smallest screen.
    private static let least = 5

    /// The rows it needs; none where all locks can be read.
    static func height(_ model: Model, in size: Size) -> Int {
        guard let (_, texts) = words(model) else { return 0 }
        let lines = Paragraph(texts).lines(width: max(1, size.width - 4)).count
        return min(lines + 2, max(least, size.height / share))
    }

    static func draw(_ model: Model, on canvas: inout Canvas, in rect: Rect) {
        guard let (title, texts) = words(model), rect.height >= 3 else { return }
        let inside = Panel(StyledText(title, Style(.failed))).draw(on: &canvas, in: rect)
            .inset(left: 1, right: 1)
        Paragraph(texts).draw(on: &canvas, in: inside)
    }

    private static func words(_ model: Model) -> (title: SafeText, texts: [StyledText])? {
        guard let project = model.project else { return nil }
        if let trouble = project.trouble {
            let words = trouble.words { Times.clock($0, model.settings.timeZone).description }
            return (SafeText(untrusted: trouble.title), [StyledText(untrusted: words)])
        }
        let locks = project.lockMistakes.map { StyledText(untrusted: $0) }
        switch locks.count {
        case 0: break
        case 1: return ("A lock cannot be read; nothing runs until it is mended", locks)
        default: return ("Locks cannot be read; nothing runs until they are mended", locks)
        }
        // The last of its mistakes is the journal's.
        guard !project.knowsRuns, let journal = project.mistakes.last else { return nil }
        return ("Earlier runs cannot be read", [StyledText(untrusted: journal)])
    }
}
