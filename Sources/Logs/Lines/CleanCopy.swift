/// Lines of a log as plain text.
package struct CleanCopy: Sendable, Hashable {
    /// The lines, each with a newline behind it.
    package private(set) var text = ""
    /// How many lines there are.
    package private(set) var lineCount = 0
    /// Whether the lines were too many and the rest was left out.
    package private(set) var isCut = false

    package init() {}

    /// Adds a line and says whether there was room for it.
    mutating func add(_ line: LogLine) -> Bool {
        let plain: String
        switch line.kind {
        case .text: plain = PlainText.of(line.bytes)
        case .gap(let gap): plain = gap.notice
        }
        guard text.utf8.count + plain.utf8.count < LogLimits.copyBytes else {
            isCut = true
            return false
        }
        text += plain
        if !line.isContinuation { lineCount += 1 }
        if !line.continues { text += "\n" }
        return true
    }
}
