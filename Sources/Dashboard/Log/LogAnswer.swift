package import Logs
package import Terminal

/// What the thread that reads logs answers.
package enum LogAnswer: Sendable {
    case page(LogPage)
    case status(LogStatus)
    /// The place that was looked for, nil where there is none.
    case found(LogFound?)
    case copied(LogCopy)
    /// There is no log, or not yet.
    case missing
    /// It takes longer; the answer comes by itself.
    case pending
    /// The searches were ended.
    case stopped
    /// The log could not be read; the text says why.
    case failed(String)
}

/// Lines that follow each other, with what is known of the whole log.
package struct LogPage: Sendable {
    package let lines: [ShownLine]
    /// The first line that there is, is the first of these.
    package let isAtStart: Bool
    /// The last line that there is, is the last of these.
    package let isAtEnd: Bool
    package let status: LogStatus

    package init(lines: [ShownLine], isAtStart: Bool, isAtEnd: Bool, status: LogStatus) {
        self.lines = lines
        self.isAtStart = isAtStart
        self.isAtEnd = isAtEnd
        self.status = status
    }
}

/// How large a log is, and how far the searches in it have come.
package struct LogStatus: Hashable, Sendable {
    /// In bytes.
    package var size = 0
    /// Nil where a part was dropped, so that nobody can know.
    package var lineCount: LineNumber?
    /// Bytes that never reached the log because the disk was full.
    package var lostBytes = 0
    package var find: SearchStatus?
    package var filter: SearchStatus?
    package var trouble: SearchStatus?

    package init() {}
}

/// A place that was looked for.
package struct LogFound: Hashable, Sendable {
    /// Where the match or the trouble begins.
    package let offset: Int
    /// Which match of the log it is, counted from 1, where that is known.
    package let ordinal: Int?
    /// What the trouble says.
    package let message: SafeText?
    /// The search went on at the log's other end.
    package let wentAround: Bool

    package init(offset: Int, ordinal: Int? = nil, message: SafeText? = nil, wentAround: Bool) {
        self.offset = offset
        self.ordinal = ordinal
        self.message = message
        self.wentAround = wentAround
    }
}
