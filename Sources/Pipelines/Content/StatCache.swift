import Glibc
import Synchronization

/// The digests of files that were read, as long as the kernel says that they did not change.
final class StatCache: Sendable {
    /// Above this many files it starts anew, so that it stays within some 100 MB.
    static let fileLimit = 500_000

    private struct Key: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    private struct Entry {
        let size: Int64
        let modifiedAt: Int64
        let changedAt: Int64
        let digest: String
    }

    private let entries = Mutex<[Key: Entry]>([:])

    /// The digest of a file with this status, if it was read before and did not change since.
    func digest(for status: FileStatus) -> String? {
        let key = Key(device: status.device, inode: status.inode)
        guard let entry = entries.withLock({ $0[key] }), entry.size == status.size,
            entry.modifiedAt == status.modifiedAt, entry.changedAt == status.changedAt
        else { return nil }
        return entry.digest
    }

    /// Remembers a digest, if a later change is sure to show in the times of the file.
    ///
    /// `readAt` is when the reading began, by the clock that stamps files.
    func remember(_ digest: String, for status: FileStatus, readAt: Int64) {
        let newest = max(status.modifiedAt, status.changedAt)
        let (age, overflow) = readAt.subtractingReportingOverflow(newest)
        guard !overflow, age > Self.granularity(of: status) else { return }
        let key = Key(device: status.device, inode: status.inode)
        let entry = Entry(
            size: status.size,
            modifiedAt: status.modifiedAt,
            changedAt: status.changedAt,
            digest: digest
        )
        entries.withLock { entries in
            if entries.count >= Self.fileLimit { entries.removeAll() }
            entries[key] = entry
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
