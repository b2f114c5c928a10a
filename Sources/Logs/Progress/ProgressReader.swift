/// Finds the newest progress that a stage printed.
///
/// The rules, in this order:
/// 1. The last progress sequence `ESC ] 9 ; 4 ; state ; percent`, if the program sends any: it
///    means nothing else. State 0 takes the progress away, and then the text counts again.
/// 2. Otherwise lines and redraws from the last to the first; the first that tells progress wins:
///    a bar (``ProgressBarRule``), a counter (``ProgressCounterRule``), a percentage
///    (``ProgressPercentRule``).
///
/// A percentage is mostly *not* progress in this field, so the rules ask for more than a number:
/// `accuracy 97%`, `cpu 43%`, `dropout 10%`, `5% of the rows are missing`, `rank 1/4`, dates and
/// paths are refused. Missing a progress costs an estimate from earlier runs; a false one lies.
package enum ProgressReader {
    /// The newest progress in the last ``LogLimits/progressBytes`` of the log.
    ///
    /// `nil` when nothing there tells any; the caller may go on showing what it knew.
    package static func latest(in log: LogFile) -> LogProgress? {
        let size = log.size
        let start = max(0, size - LogLimits.progressBytes)
        return latest(in: log.descriptor.bytes(start..<size), at: start)
    }

    /// The newest progress in bytes that stand at `offset` in their log.
    package static func latest(in bytes: [UInt8], at offset: Int = 0) -> LogProgress? {
        if let told = TerminalProgressRule.latest(in: bytes) {
            var progress = told
            progress.offset += offset
            return progress
        }
        var end = bytes.count
        while end > 0 {
            let start = bytes[..<end].lastIndex(where: isLineEdge).map { $0 + 1 } ?? 0
            // The first segment may be the rest of one that starts before what was read.
            if start > 0 || offset == 0 {
                let isRedraw = start > 0 && bytes[start - 1] == Byte.carriageReturn
                if var progress = progress(in: bytes[start..<end], isRedraw: isRedraw) {
                    progress.offset = offset + start
                    return progress
                }
            }
            end = start - 1
        }
        return nil
    }

    private static func isLineEdge(_ byte: UInt8) -> Bool {
        byte == Byte.newline || byte == Byte.carriageReturn
    }

    private static func progress(in segment: ArraySlice<UInt8>, isRedraw: Bool) -> LogProgress? {
        guard segment.contains(where: Byte.isDigit) else { return nil }
        var stripped = StrippedText()
        segment.withUnsafeBytes { stripped.strip($0) }
        let text = ProgressText(stripped.bytes, isRedraw: isRedraw)
        return ProgressBarRule.progress(in: text) ?? ProgressCounterRule.progress(in: text)
            ?? ProgressPercentRule.progress(in: text)
    }
}
