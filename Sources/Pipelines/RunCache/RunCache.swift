import Domain
import Glibc

/// What stages came to, found again by what they were run with; shared with DVC.
///
/// A record is a file named by everything in it, in a folder named by what the stage was run
/// with. A file whose content is not what its name says is passed over.
final class RunCache: Sendable {
    /// Larger files are no records.
    private static let fileLimit = 16 << 20
    /// So many records of the same inputs are looked at, the newest first.
    static let recordLimit = 64
    /// The mode of records in a cache that a group shares.
    private static let sharedMode: UInt32 = 0o664

    private let folder: RawPath
    private let folderMode: UInt32?

    init(_ settings: CacheSettings) {
        folder = settings.folder.appending("runs")
        folderMode = settings.isShared ? ObjectCache.sharedFolderMode : nil
    }

    /// Adds a record; one that is there stays, and stays as old as it is.
    func keep(_ record: RunRecord) throws(FileFailure) {
        let folder = self.folder(of: record.key)
        let path = folder.appending(record.value)
        guard try FileStatus.of(path) == nil else { return }
        try Files.makeFolder(folder, mode: folderMode)
        try Files.replace(
            path,
            with: Array(LockText.text(of: record.entry.value).utf8),
            mode: folderMode == nil ? nil : Self.sharedMode
        )
    }

    /// The records of a key, the newest first.
    func records(_ key: String) throws(FileFailure) -> [LockEntry] {
        let folder = self.folder(of: key)
        guard try FileStatus.of(folder)?.isFolder == true else { return [] }
        var found: [(name: RawPath, status: FileStatus)] = []
        for name in try Files.names(in: folder) {
            guard let status = try FileStatus.of(folder.appending(name)), status.isFile,
                status.size <= Self.fileLimit
            else { continue }
            found.append((name, status))
        }
        found.sort { $0.status.modifiedAt > $1.status.modifiedAt }
        return found.prefix(Self.recordLimit).compactMap { name, _ in
            // A record that cannot be read makes the stage run, which costs time only.
            guard let bytes = try? Files.read(folder.appending(name), limit: Self.fileLimit),
                let entry = Self.entry(bytes), let record = RunRecord(entry),
                record.key == key, name == RawPath(record.value)
            else { return nil }
            return entry
        }
    }

    private func folder(of key: String) -> RawPath {
        folder.appending("\(key.prefix(2))/\(key)")
    }

    /// Reads a record as the only entry of a lock.
    private static func entry(_ bytes: [UInt8]) -> LockEntry? {
        var text = Array("schema: '2.0'\nstages:\n  run:\n".utf8)
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            text += "    ".utf8
            text += line
            text.append(UInt8(ascii: "\n"))
        }
        // What is wrong with a record does not matter: it is passed over.
        return (try? LockFile(bytes: text, path: "dvc.lock"))?.entry("run")
    }
}
