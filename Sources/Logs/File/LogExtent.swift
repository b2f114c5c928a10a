/// The size of a log and the hole in it.
package struct LogExtent: Sendable, Hashable {
    /// The number of bytes, the hole included.
    package var size: Int
    /// The bytes that the watcher gave up to keep the log under its cap.
    package var gap: LogGap?

    package init(size: Int, gap: LogGap? = nil) {
        self.size = size
        self.gap = gap.flatMap {
            $0.start < size ? LogGap(start: $0.start, end: min($0.end, size)) : nil
        }
    }
}

/// A stretch of a log that was dropped to keep its head and its tail under the cap.
package struct LogGap: Sendable, Hashable {
    package let start: Int
    package let end: Int

    /// The stretch from `start` up to `end`, or `nil` when it holds nothing.
    package init?(start: Int, end: Int) {
        guard start >= 0, start < end else { return nil }
        self.start = start
        self.end = end
    }

    /// The number of bytes that are gone.
    package var length: Int { end - start }

    /// What stands in place of the bytes.
    package var notice: String { "… \(ByteText.of(length)) dropped here …" }

    func contains(_ offset: Int) -> Bool { offset >= start && offset < end }
}

/// What became of a log since the last look.
package enum LogGrowth: Sendable, Hashable {
    case unchanged
    /// Bytes were added, or only the gap moved when both sizes are the same.
    case grew(from: Int, to: Int)
    /// The log is shorter than it was; everything read before is void.
    case truncated(to: Int)
}
