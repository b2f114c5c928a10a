/// Goes from one trouble of a log to the next.
///
/// A traceback counts once, wherever in it one stands. Each call may read up to the whole log and
/// belongs on the thread on which a screen reads; ``cancel()`` ends it early.
package final class TroubleFinder: Sendable {
    /// Where the text of a message is cut.
    package static let messageLength = 200

    private let log: LogFile
    /// The search underneath; start it to count the lines with trouble and to make jumps faster.
    package let search: LogSearch?

    /// A finder for `log`, up to the end that ``LogFile/growth()`` saw last.
    package init(_ log: LogFile) {
        self.log = log
        search = SearchPattern.trouble.map { LogSearch(log, for: $0) }
    }

    /// Ends the calls under way; later ones find nothing.
    package func cancel() { search?.cancel() }

    /// The first trouble: where a failed stage's log is opened.
    package func firstTrouble() -> Trouble? { next(after: -1) }

    /// The first trouble that starts behind `offset`.
    package func next(after offset: Int) -> Trouble? {
        var place = offset
        while let match = search?.next(after: place) {
            let trouble = trouble(at: match.lineStart)
            if trouble.offset > offset { return trouble }
            place = max(match.offset, trouble.messageOffset)
        }
        return nil
    }

    /// The last trouble that starts before `offset`.
    package func previous(before offset: Int) -> Trouble? {
        var place = offset
        while let match = search?.previous(before: place) {
            let trouble = trouble(at: match.lineStart)
            if trouble.offset < offset { return trouble }
            place = min(match.offset, trouble.offset)
        }
        return nil
    }

    // MARK: - Tracebacks

    private func trouble(at lineStart: Int) -> Trouble {
        if let head = head(of: lineStart) {
            let message = lastLine(of: head)
            return Trouble(
                kind: .traceback,
                offset: head,
                messageOffset: message?.offset ?? head,
                message: Self.message(message)
            )
        }
        let line = log.lines(from: lineStart, count: 1, .forward).first
        return Trouble(
            kind: .line,
            offset: line?.offset ?? lineStart,
            messageOffset: line?.offset ?? lineStart,
            message: Self.message(line)
        )
    }

    private static func message(_ line: LogLine?) -> String {
        String(PlainText.of(line?.bytes ?? []).prefix(messageLength))
    }

    /// The head of the traceback that the line is a part of: upward over indented lines.
    private func head(of lineStart: Int) -> Int? {
        guard let line = log.lines(from: lineStart, count: 1, .forward).first else { return nil }
        if Self.isHead(line) { return line.offset }
        var place = line.offset
        while lineStart - place < LogLimits.tracebackBytes {
            let lines = log.lines(from: place, count: 32, .backward)
            guard let first = lines.first else { return nil }
            for line in lines.reversed() {
                if Self.isHead(line) { return line.offset }
                guard Self.isIndented(line) else { return nil }
            }
            place = first.offset
        }
        return nil
    }

    /// The line that names the exception: the first below the head that is not indented.
    private func lastLine(of head: Int) -> LogLine? {
        var last: LogLine?
        var place = head
        while place - head < LogLimits.tracebackBytes {
            let lines = log.lines(from: place, count: 32, .forward)
            guard let end = lines.last?.end else { return last }
            for line in lines where line.offset > head {
                last = line
                guard Self.isIndented(line) else { return line }
            }
            place = end
        }
        return last
    }

    private static func isHead(_ line: LogLine) -> Bool {
        PlainText.of(line.bytes.prefix(1_000)).contains("Traceback (most recent call last)")
    }

    private static func isIndented(_ line: LogLine) -> Bool {
        PlainText.of(line.bytes.prefix(1_000)).first.map { $0 == " " || $0 == "\t" } ?? false
    }
}
