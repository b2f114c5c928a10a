package import Foundation

extension LogFile {
    /// When the byte at `offset` was printed, as far as the watcher noted it.
    package func time(atOffset offset: Int) -> Date? {
        var reader = times.reader()
        return reader.date(at: offset)
    }

    /// Where the log stood at `time`: the first byte printed in the last moment up to then.
    ///
    /// The log's start for a time before all others; `nil` when no times are known.
    package func offset(atTime time: Date) -> Int? {
        var reader = times.reader()
        return reader.offset(at: time).map { min($0, size) }
    }
}
