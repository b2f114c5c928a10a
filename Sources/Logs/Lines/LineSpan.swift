/// Where a line, a piece of one or a gap stands in the file, before redraws are folded.
struct LineSpan: Hashable {
    var start: Int
    /// The end of what the line says: before its newline, where it has one.
    var contentEnd: Int
    /// Where the next span starts.
    var end: Int
    var isGap = false
    /// Whether the span starts in the middle of a line.
    var isContinuation = false
    /// Whether the line goes on behind the span.
    var continues = false
    /// Whether a newline ended the line.
    var isComplete = false

    var content: Range<Int> { start..<contentEnd }
}
