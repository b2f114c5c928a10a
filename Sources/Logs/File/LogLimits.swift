/// Every bound of this module, so that no log can cost more memory or time than said here.
package enum LogLimits {
    /// A line longer than twice this is shown in pieces that break at multiples of this offset.
    package static let pieceBytes = 32 * 1024

    /// The most bytes of one line or piece that are ever in memory.
    package static let lineBytes = 2 * pieceBytes

    /// How far a line of redraws may stretch and still be folded into one live line.
    package static let foldedBytes = 64 << 20

    /// One count of line ends is kept for each block of this size.
    package static let indexBlockBytes = 256 * 1024

    /// How much the background index reads between two looks at whether it was cancelled.
    package static let indexStepBytes = 64 << 20

    /// The most lines that one call for lines returns.
    package static let linesPerCall = 10_000

    /// The most bytes that one call for lines holds at once.
    package static let bytesPerCall = 16 << 20

    /// How much of a log's end is looked at for progress.
    package static let progressBytes = 8 * 1024

    /// Where a copy of lines is cut.
    package static let copyBytes = 8 << 20

    /// The search works in blocks of this size, two at a time.
    package static let searchBlockBytes = 512 * 1024

    /// A line is searched in pieces when it runs on this far past its block.
    package static let searchOverrunBytes = 64 * 1024

    /// The longest search text or pattern.
    package static let patternBytes = 1_000

    /// The most matches that one call of a search returns.
    package static let matchesPerCall = 10_000

    /// The longest that a pattern with back-references or lookaround may work on one line.
    package static let patternTime = Duration.seconds(2)

    /// The same while a screen waits for the matches of a line it draws.
    package static let highlightTime = Duration.milliseconds(20)

    /// How many frames of a traceback are followed from its head to its last line.
    package static let tracebackBytes = 256 * 1024
}
