import Foundation

/// Looks up moments by offset and offsets by moment, with a page of records in memory.
struct LogTimeReader {
    private let descriptor: Descriptor?
    private let count: Int
    private var page: [UInt8] = []
    private var pageNumber = -1

    private static let recordsPerPage = 256

    /// One moment at which the stage printed.
    struct Record: Hashable {
        /// Microseconds since 1970.
        let moment: Int
        /// The first byte that was printed then.
        let offset: Int

        var date: Date { Date(timeIntervalSince1970: Double(moment) / 1_000_000) }
    }

    init(_ descriptor: Descriptor?, count: Int) {
        self.descriptor = descriptor
        self.count = count
    }

    /// When the byte at `offset` was printed, or `nil` when no record is that old.
    mutating func date(at offset: Int) -> Date? {
        last { $0.offset <= offset }?.date
    }

    /// Where the stage stood at `date`: the first byte it printed in the last moment up to then.
    ///
    /// Before the first moment this is the log's start; `nil` when there are no records.
    mutating func offset(at date: Date) -> Int? {
        guard count > 0 else { return nil }
        let seconds = date.timeIntervalSince1970
        guard seconds.magnitude < 1e12 else { return seconds < 0 ? 0 : record(count - 1)?.offset }
        let moment = Int((seconds * 1_000_000).rounded())
        return last { $0.moment <= moment }.map { max(0, $0.offset) } ?? 0
    }

    /// The last record for which `holds` is true, when it is true for all before it.
    private mutating func last(where holds: (Record) -> Bool) -> Record? {
        var low = 0
        var high = count
        var found: Record?
        while low < high {
            let middle = (low + high) / 2
            guard let record = record(middle) else { return found }
            if holds(record) {
                found = record
                low = middle + 1
            } else {
                high = middle
            }
        }
        return found
    }

    private mutating func record(_ number: Int) -> Record? {
        let wanted = number / Self.recordsPerPage
        if wanted != pageNumber {
            let start = LogTimes.headerBytes + wanted * Self.recordsPerPage * LogTimes.recordBytes
            page =
                descriptor?.bytes(start..<start + Self.recordsPerPage * LogTimes.recordBytes) ?? []
            pageNumber = wanted
        }
        let place = (number - wanted * Self.recordsPerPage) * LogTimes.recordBytes
        guard place + LogTimes.recordBytes <= page.count else { return nil }
        return Record(
            moment: LogTimes.number(in: page, at: place),
            offset: LogTimes.number(in: page, at: place + 8)
        )
    }
}
