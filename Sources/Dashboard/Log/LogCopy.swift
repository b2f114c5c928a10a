import Logs

/// Lines of a log as plain text, for the clipboard.
package struct LogCopy: Hashable, Sendable {
    package let text: String
    package let lineCount: Int
    /// There were too many lines; the rest was left out.
    package let isCut: Bool

    package init(text: String, lineCount: Int, isCut: Bool) {
        self.text = text
        self.lineCount = lineCount
        self.isCut = isCut
    }

    /// Lines from the one that holds `start` to the one that holds `last`, as shown.
    init(of file: LogFile, from start: Int, through last: Int, filter: SearchPattern?) {
        guard let filter else {
            let copy = file.plainText(from: start, through: last)
            self.init(text: copy.text, lineCount: copy.lineCount, isCut: copy.isCut)
            return
        }
        let highlighter = PatternHighlighter(filter)
        var text = ""
        var count = 0
        var place = file.lineStart(of: start)
        while place <= last {
            let lines = file.lines(from: place, count: 64, .forward)
            guard let end = lines.last?.end else { break }
            for line in lines where line.offset <= last {
                guard !highlighter.matches(in: line.bytes, atMost: 1).isEmpty else { continue }
                guard text.utf8.count + line.bytes.count < LogLimits.copyBytes else {
                    self.init(text: text, lineCount: count, isCut: true)
                    return
                }
                text += PlainText.of(line.bytes) + "\n"
                count += 1
            }
            place = end
        }
        self.init(text: text, lineCount: count, isCut: false)
    }
}
