/// Follows a log: each call gives the lines that were finished since the last one.
///
/// A value of its own for each follower; the screen that only shows the end of a log asks
/// ``LogFile/tail(_:)`` instead.
package struct LogTail: Sendable {
    package let log: LogFile
    /// Where the first line stands that was not given yet.
    package private(set) var position: Int

    /// New lines of a followed log.
    package struct Batch: Sendable, Hashable {
        /// The finished lines, in order.
        package var lines: [LogLine] = []
        /// Whether the log became shorter, so that these are lines of a new beginning.
        package var isRestart = false
        /// Whether there is nothing more to give now.
        package var isCaughtUp = true
    }

    /// Follows `log` from its last `count` lines on.
    package init(_ log: LogFile, last count: Int) {
        self.log = log
        _ = log.growth()
        position = count > 0 ? log.tail(count).first?.offset ?? 0 : log.size
        if count <= 0, let line = log.tail(1).first, !line.isComplete { position = line.offset }
    }

    /// The lines finished since the last call, at most `limit`.
    package mutating func next(atMost limit: Int = 1_000) -> Batch {
        var batch = Batch()
        _ = log.growth()
        if log.size < position {
            batch.isRestart = true
            position = 0
        }
        guard log.size > position else { return batch }
        batch.lines = log.lines(from: position, count: limit, .forward)
        if let last = batch.lines.last, !last.isComplete, !last.continues {
            batch.lines.removeLast()
        }
        guard let last = batch.lines.last else { return batch }
        position = last.end
        batch.isCaughtUp = batch.lines.count < min(limit, LogLimits.linesPerCall)
        return batch
    }

    /// The line that is not finished yet, with its newest redraw, or `nil`.
    package var liveLine: LogLine? {
        log.lines(from: position, count: 1, .forward).first.flatMap { $0.isComplete ? nil : $0 }
    }
}
