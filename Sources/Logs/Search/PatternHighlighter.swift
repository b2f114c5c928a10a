/// Marks what a pattern matches in lines that are drawn.
///
/// Keeps what it has learnt about the pattern from line to line; belongs to one thread.
package final class PatternHighlighter {
    private let matcher: any LineMatcher
    private var stripped = StrippedText()
    private var copy: [UInt8] = []

    package init(_ pattern: SearchPattern) {
        matcher = pattern.matcher(limit: LogLimits.highlightTime)
    }

    /// The matches in a line's bytes, with the escape sequences that stand inside them.
    ///
    /// At most `limit`. A pattern that is too slow on the line gives those that it found.
    package func matches(in line: [UInt8], atMost limit: Int = 1_000) -> [Range<Int>] {
        copy = line
        let hasEscapes = line.contains(Byte.escape)
        if hasEscapes {
            line.withUnsafeBytes { stripped.strip($0) }
            copy = stripped.bytes
        }
        var ranges: [Range<Int>] = []
        guard limit > 0 else { return [] }
        _ = copy.withUnsafeMutableBytes { bytes in
            matcher.match(bytes) { range in
                ranges.append(hasEscapes ? stripped.source(of: range) : range)
                return ranges.count < limit
            }
        }
        return ranges
    }
}
