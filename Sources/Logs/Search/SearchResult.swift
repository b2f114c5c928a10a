/// One match in a log.
package struct SearchResult: Sendable, Hashable {
    /// Where the match starts in the log.
    package let offset: Int
    /// Its bytes, with the escape sequences that stand inside; zero for an empty line that matched.
    package let length: Int
    /// Where the line starts that holds it, or the piece of a long one.
    package let lineStart: Int

    package init(offset: Int, length: Int, lineStart: Int) {
        self.offset = offset
        self.length = length
        self.lineStart = lineStart
    }
}

/// How far a search has come.
package struct SearchStatus: Sendable, Hashable {
    /// Matches counted so far.
    package var matches = 0
    /// Lines that hold a match, counted so far.
    package var lines = 0
    /// How much of the log has been searched, from 0 to 1.
    package var fraction = 0.0
    /// Whether all there is has been searched, or nothing more will be.
    package var isDone = false
    /// Why the search stopped early, one sentence, or `nil`.
    package var notice: String?

    package init(
        matches: Int = 0,
        lines: Int = 0,
        fraction: Double = 0,
        isDone: Bool = false,
        notice: String? = nil
    ) {
        self.matches = matches
        self.lines = lines
        self.fraction = fraction
        self.isDone = isDone
        self.notice = notice
    }
}
