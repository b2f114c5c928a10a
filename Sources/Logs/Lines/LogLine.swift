package import Foundation

/// One line of a log as it is shown, or one piece of a line that is too long to be shown whole.
package struct LogLine: Sendable, Hashable {
    /// What the line stands for.
    package enum Kind: Sendable, Hashable {
        case text
        /// The bytes that were dropped to keep the log under its cap.
        case gap(LogGap)
    }

    package var kind: Kind
    /// Where the line starts in the log; the anchor from which to ask for more lines.
    package var offset: Int
    /// All bytes up to the next line's start: hidden redraws and the line's end included.
    package var length: Int
    /// What is to be shown: the last non-empty redraw, without the line's end, as it was printed.
    package var bytes: [UInt8]
    /// Where `bytes` stand in the log.
    package var shownOffset: Int
    /// How many earlier redraws of the line are hidden.
    package var redraws: Int
    /// Whether the line goes on from the one before: it was longer than a piece.
    package var isContinuation: Bool
    /// Whether the next line goes on from this one.
    package var continues: Bool
    /// Whether the stage ended the line; the last line of a running stage may still grow.
    package var isComplete: Bool
    /// The line's number; `nil` behind a gap and for a gap itself.
    package var number: LineNumber?
    /// When the line's first byte was printed, where the watcher noted it.
    package var time: Date?

    package init(
        kind: Kind = .text,
        offset: Int,
        length: Int,
        bytes: [UInt8],
        shownOffset: Int,
        redraws: Int = 0,
        isContinuation: Bool = false,
        continues: Bool = false,
        isComplete: Bool = true,
        number: LineNumber? = nil,
        time: Date? = nil
    ) {
        self.kind = kind
        self.offset = offset
        self.length = length
        self.bytes = bytes
        self.shownOffset = shownOffset
        self.redraws = redraws
        self.isContinuation = isContinuation
        self.continues = continues
        self.isComplete = isComplete
        self.number = number
        self.time = time
    }

    /// Where the next line starts.
    package var end: Int { offset + length }
}

/// Which way lines are read from an anchor.
package enum LineDirection: Sendable, Hashable {
    /// The line that holds the anchor, and those after it.
    case forward
    /// The lines before the one that holds the anchor.
    case backward
}
