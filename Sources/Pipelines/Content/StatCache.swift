import Glibc
import Synchronization

/// The digests of files and folders that were read, as long as the kernel says that they did not
/// change.
///
/// What earlier processes read is found in a file, where one is named; it is written when asked.
final class StatCache: Sendable {
    /// Above this many files that are not written down it starts anew.
    static let fileLimit = 1_000_000

    private struct State {
        /// Read in this process.
        var records: [StatRecord.Key: StatRecord] = [:]
        /// Those that the file does not have.
        var unwritten: [StatRecord.Key: StatRecord] = [:]
        var table: StatTable?
    }

    private let file: RawPath?
    private let state = Mutex(State())

    init(file: RawPath? = nil) {
        self.file = file
    }

    /// The digest of a file with this status, if it was read before and did not change since.
    func digest(for status: FileStatus) -> String? {
        guard let record = record(StatRecord.Key(status)),
            record.size == UInt64(bitPattern: status.size),
            record.mark == StatRecord.mark(of: status)
        else { return nil }
        return record.digest.hex
    }

    /// Remembers a digest, if a later change is sure to show in the times of the file.
    ///
    /// `readAt` is when the reading began, by the clock that stamps files.
    func remember(_ digest: String, for status: FileStatus, readAt: Int64) {
        guard status.isSettled(at: readAt), let digest = Bits128(hex: digest) else { return }
        keep(StatRecord(status, digest: digest))
    }

    /// Whether a folder was read before.
    func knows(folder: FileStatus) -> Bool {
        record(StatRecord.Key(folder)) != nil
    }

    /// The digest of a folder that looks as it did when it was read.
    func digest(ofFolder status: FileStatus, look: FolderPrint) -> String? {
        guard let record = record(StatRecord.Key(status)), record.mark == look.mark,
            record.size == UInt64(bitPattern: look.size)
        else { return nil }
        return record.digest.hex
    }

    /// Remembers a folder's digest, if a later change is sure to show in its look.
    func remember(_ digest: String, ofFolder status: FileStatus, look: FolderPrint) {
        guard look.isSettled, let digest = Bits128(hex: digest) else { return }
        keep(StatRecord(folder: status, look: look, digest: digest))
    }

    private func record(_ key: StatRecord.Key) -> StatRecord? {
        state.withLock { state in
            if let record = state.records[key] { return record }
            return table(&state)?.record(key)
        }
    }

    private func keep(_ record: StatRecord) {
        state.withLock { state in
            if state.records.count >= Self.fileLimit {
                state.records = [:]
                state.unwritten = [:]
            }
            state.records[record.key] = record
            if file != nil, table(&state)?.record(record.key) != record {
                state.unwritten[record.key] = record
            }
        }
    }

    private func table(_ state: inout State) -> StatTable? {
        guard let file else { return nil }
        if let table = state.table { return table }
        let table = StatTable(file)
        state.table = table
        return table
    }

    /// How many records the file does not have.
    var unwrittenCount: Int { state.withLock(\.unwritten.count) }

    /// Writes down what was read since the last time; nothing where the file's folder is not.
    func write() throws(FileFailure) {
        guard let file, try FileStatus.ofLink(file.parent)?.isFolder == true else { return }
        let (table, unwritten) = state.withLock { state in
            (self.table(&state), state.unwritten)
        }
        guard let table, !unwritten.isEmpty else { return }
        try table.write(unwritten.values.sorted { $0.key < $1.key }, to: file)
        state.withLock { state in
            for (key, record) in unwritten where state.unwritten[key] == record {
                state.unwritten[key] = nil
            }
            // The file has the rest.
            state.records = state.unwritten
            state.table = nil
        }
    }

    /// Now, in nanoseconds since 1970, by the kernel's clock for file times.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Two changes nearer to each other than this may bear the same time.
    static func granularity(of status: FileStatus) -> Int64 {
        // File systems that keep whole seconds (some even ones only) show it by their zeros.
        status.changedAt % 1_000_000_000 == 0 ? 2_000_000_000 : 20_000_000
    }
}

extension FileStatus {
    /// A change at a time would show in the times of the file.
    func isSettled(at time: Int64) -> Bool {
        let (age, overflow) = time.subtractingReportingOverflow(max(modifiedAt, changedAt))
        return !overflow && age > StatCache.granularity(of: self)
    }
}
