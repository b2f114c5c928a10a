import Glibc
import Synchronization

/// Reads contents and names them by their hashes; remembers what it has read.
package final class ContentReader: Sendable {
    /// How often a file that changes while it is read is read again.
    static let readLimit = 3

    /// Bytes of a file read in one call: more than the nearest caches hold gains nothing.
    static let chunkSize = 256 << 10
    /// For a file of at least so many bytes that was only just written it is worth to wait until
    /// what is read of it can be remembered.
    private static let longFileSize: Int64 = 16 << 20

    /// About so many files are read before what comes of them is put together.
    private static let fileLimit = 20_000
    /// So many digests are written down before the end.
    private static let writingLimit = 100_000

    /// How many files were read, those that were known left out.
    package var readCount: Int { reads.load(ordering: .relaxed) }

    /// What was found out is not all written down, or cannot be.
    package var hasNews: Bool { readCount > 0 || cache.unwrittenCount > 0 }

    private let reads = Atomic(0)
    private let cache: StatCache
    private let root: RawPath?

    /// Takes the root of the project whose `.dvcignore` files are followed.
    ///
    /// What earlier processes read is found in the project's private folder, if it has one.
    package init(root: RawPath? = nil) {
        self.root = root
        cache = StatCache(file: root?.appending(".pitwall/stat-table"))
    }

    /// Writes down what was read, for other processes.
    package func writeDown() throws(FileFailure) {
        try cache.write()
    }

    /// The content of a file or folder; nil where nothing is.
    package func content(of path: RawPath) throws(ContentFailure) -> Content? {
        guard let result = contents(of: [path])[path] else { return nil }
        return try result.get()
    }

    /// The contents of many files and folders, read on all cores.
    ///
    /// A path where nothing is has no entry.
    package func contents(of paths: [RawPath]) -> [RawPath: Result<Content, ContentFailure>] {
        var contents: [RawPath: Result<Content, ContentFailure>] = [:]
        var unread = Unread()
        var ignored = IgnoreLookup(root: root)
        for path in paths where unread.targets[path] == nil && contents[path] == nil {
            do throws(ContentFailure) {
                guard
                    let status = try wrapping({ () throws(FileFailure) in try FileStatus.of(path) })
                else { continue }
                if let content = try knownContent(of: path, status, &ignored) {
                    contents[path] = .success(content)
                    continue
                }
                unread.add(try Target(path, status, &ignored))
            } catch {
                contents[path] = .failure(error)
            }
            // A piece at a time: of a million files all digests at once would not fit.
            if unread.files.count >= Self.fileLimit { take(&unread, into: &contents) }
        }
        take(&unread, into: &contents)
        return contents
    }

    /// Reads what is yet to be read.
    private func take(
        _ unread: inout Unread,
        into contents: inout [RawPath: Result<Content, ContentFailure>]
    ) {
        let digests = self.digests(of: unread.files)
        for (path, target) in unread.targets {
            contents[path] = Result { () throws(ContentFailure) in
                try content(of: target, digests)
            }
        }
        unread = Unread()
        // What cannot be written is read again by the next process.
        if cache.unwrittenCount >= Self.writingLimit { try? cache.write() }
    }

    /// The content of a file or folder that is as it was when it was read.
    private func knownContent(
        of path: RawPath,
        _ status: FileStatus,
        _ lookup: inout IgnoreLookup
    ) throws(ContentFailure) -> Content? {
        if status.isFile {
            guard let digest = cache.digest(for: status) else { return nil }
            return Content(
                hash: ContentHash(file: digest),
                size: status.size,
                isExecutable: status.isExecutable
            )
        }
        guard status.isFolder, cache.knows(folder: status) else { return nil }
        let ignored = try wrapping { () throws(FileFailure) in try lookup.rules(in: path) }
        guard let look = FolderPrint(of: path, ignoring: ignored),
            let digest = cache.digest(ofFolder: status, look: look)
        else { return nil }
        return Content(
            hash: ContentHash(folder: digest),
            size: look.size,
            fileCount: look.fileCount
        )
    }

    private func content(
        of target: Target,
        _ digests: [RawPath: Result<FileDigest, ContentFailure>]
    ) throws(ContentFailure) -> Content {
        let content = try target.content(digests)
        if let listing = target.listing, target.isSteady(digests) {
            let look = FolderPrint(listing.items, listedAt: listing.listedAt)
            cache.remember(content.hash.digest, ofFolder: target.status, look: look)
        }
        return content
    }

    /// The manifest of a folder.
    package func manifest(of folder: RawPath) throws(ContentFailure) -> FolderManifest {
        var ignored = IgnoreLookup(root: root)
        let status = try wrapping { () throws(FileFailure) in try FileStatus.of(folder) }
        guard let status, status.isFolder else {
            throw .file(FileFailure(.list, folder, ENOTDIR))
        }
        let target = try Target(folder, status, &ignored)
        return try target.manifest(digests(of: target.files))
    }

    /// Knows a file again whose status changed, but not its bytes: by a new name or mode.
    func carry(_ old: FileStatus, to new: FileStatus) {
        guard old.modifiedAt == new.modifiedAt, old.size == new.size,
            let digest = cache.digest(for: old)
        else { return }
        // A change of its bytes shows in the time they were written, which is long enough ago.
        cache.remember(digest, for: new, readAt: .max)
    }

    /// What the patterns leave out of a folder, relative to it; nothing where no folder is.
    func leftOut(of folder: RawPath) throws(ContentFailure) -> [RawPath] {
        let status = try wrapping { () throws(FileFailure) in try FileStatus.ofLink(folder) }
        guard let status, status.isFolder else { return [] }
        var ignored = IgnoreLookup(root: root)
        return try FolderListing(of: folder, &ignored).leftOut
    }

    private func digests(
        of files: [(path: RawPath, status: FileStatus)]
    ) -> [RawPath: Result<FileDigest, ContentFailure>] {
        var digests: [RawPath: Result<FileDigest, ContentFailure>] = [:]
        var unread: [(path: RawPath, size: Int64)] = []
        for (path, status) in files where digests[path] == nil {
            if let digest = cache.digest(for: status) {
                digests[path] = .success(FileDigest(text: digest, status: status))
            } else {
                unread.append((path, status.size))
            }
        }
        // The largest first, so that no core is left with it at the end.
        let order = unread.sorted { $0.size > $1.size }.map(\.path)
        // Behind them two at a time, which are of about the same size.
        let single = unread.count { $0.size > Self.chunkSize }
        let results = Parallel.map(single + (order.count - single + 1) / 2) { job in
            guard job >= single else { return [self.digestResult(of: order[job])] }
            let index = single + (job - single) * 2
            guard index + 1 < order.count else { return [self.digestResult(of: order[index])] }
            return self.freshDigests(of: order[index], order[index + 1])
        }
        for (path, result) in zip(order, results.joined()) { digests[path] = result }
        return digests
    }

    private func digestResult(of path: RawPath) -> Result<FileDigest, ContentFailure> {
        Result { () throws(ContentFailure) in try freshDigest(of: path) }
    }

    /// The digests of two files, made side by side where both hold still.
    private func freshDigests(
        of first: RawPath,
        _ second: RawPath
    ) -> [Result<FileDigest, ContentFailure>] {
        // What is not as it should be is told by a reading of each alone.
        guard let one = try? FileBytes(of: first), let two = try? FileBytes(of: second) else {
            return [digestResult(of: first), digestResult(of: second)]
        }
        let (digest, other) = FileBytes.digests(of: one, two)
        return [
            result(of: first, one.steadyStatus, digest, readAt: one.readAt),
            result(of: second, two.steadyStatus, other, readAt: two.readAt),
        ]
    }

    private func result(
        of path: RawPath,
        _ status: FileStatus?,
        _ digest: String,
        readAt: Int64
    ) -> Result<FileDigest, ContentFailure> {
        guard let status else { return digestResult(of: path) }
        reads.wrappingAdd(1, ordering: .relaxed)
        cache.remember(digest, for: status, readAt: readAt)
        return .success(FileDigest(text: digest, status: status))
    }

    private func freshDigest(of path: RawPath) throws(ContentFailure) -> FileDigest {
        for _ in 0..<Self.readLimit {
            if let digest = try steadyDigest(of: path) { return digest }
        }
        throw .unsteady(path)
    }

    /// The digest of a file, or nil if it changed meanwhile.
    private func steadyDigest(of path: RawPath) throws(ContentFailure) -> FileDigest? {
        guard let file = try wrapping({ () throws(FileFailure) in try OpenFile(reading: path) })
        else { throw .file(FileFailure(.read, path, ENOENT)) }
        reads.wrappingAdd(1, ordering: .relaxed)
        let before = try wrapping { () throws(FileFailure) in try file.status() }
        guard before.isFile else { throw .notAFile(path) }
        if before.size >= Self.longFileSize { Self.waitUntilSettled(before) }
        let readAt = StatCache.now()
        let digest = try wrapping { () throws(FileFailure) in
            try Self.digest(of: file, size: before.size)
        }
        let after = try wrapping { () throws(FileFailure) in try file.status() }
        // Links to the file and its mode may change; times and size tell of its bytes.
        guard before.modifiedAt == after.modifiedAt, before.size == after.size else { return nil }
        cache.remember(digest, for: after, readAt: readAt)
        return FileDigest(text: digest, status: after)
    }

    private static func digest(
        of file: borrowing OpenFile,
        size: Int64
    ) throws(FileFailure) -> String {
        // One byte more than there is finds out that a file grew.
        let room = max(1, min(Int64(chunkSize), size &+ 1))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(room), alignment: 64)
        defer { buffer.deallocate() }
        if size > Int64(chunkSize) {
            posix_fadvise(file.descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        }
        var hash = MD5()
        while true {
            let count = read(file.descriptor, buffer.baseAddress, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw FileFailure(.read, file.path, errno)
            }
            guard count > 0 else { return hash.digest() }
            hash.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            // The rest of a file that is read whole would be asked for in vain.
            if count == size, count < buffer.count { return hash.digest() }
        }
    }

    /// Lets the time go by in which a change would not show; a tick of the kernel, mostly.
    private static func waitUntilSettled(_ status: FileStatus) {
        let wait =
            max(status.modifiedAt, status.changedAt)
            &+ StatCache.granularity(of: status) &- StatCache.now()
        guard wait >= 0, wait <= 2_100_000_000 else { return }
        poll(nil, 0, Int32(wait / 1_000_000) + 5)
    }
}

/// What was read of a file.
private struct FileDigest {
    let text: String
    /// The status that it is the digest of.
    let status: FileStatus

    var size: Int64 { status.size }
}

/// What is yet to be read.
private struct Unread {
    private(set) var targets: [RawPath: Target] = [:]
    private(set) var files: [(path: RawPath, status: FileStatus)] = []

    mutating func add(_ target: Target) {
        targets[target.path] = target
        files.append(contentsOf: target.files)
    }
}

/// A file or folder whose content is asked for.
private struct Target {
    let path: RawPath
    let status: FileStatus
    /// What is in a folder; nil for a file.
    let listing: FolderListing?

    init(
        _ path: RawPath,
        _ status: FileStatus,
        _ ignored: inout IgnoreLookup
    ) throws(ContentFailure) {
        self.path = path
        self.status = status
        switch status.kind {
        case .file: listing = nil
        case .folder: listing = try FolderListing(of: path, &ignored)
        case .link, .other: throw .notAFile(path)
        }
    }

    /// Whether all files were read as they were listed.
    func isSteady(_ digests: [RawPath: Result<FileDigest, ContentFailure>]) -> Bool {
        listing?.items.allSatisfy { item in
            (try? digests[path.appending(item.path)]?.get())?.status.isSame(as: item.status) == true
        } ?? false
    }

    var files: [(path: RawPath, status: FileStatus)] {
        guard let listing else { return [(path, status)] }
        return listing.items.map { (path.appending($0.path), $0.status) }
    }

    func content(
        _ digests: [RawPath: Result<FileDigest, ContentFailure>]
    ) throws(ContentFailure) -> Content {
        guard let listing else {
            guard let digest = try digests[path]?.get() else { throw .unsteady(path) }
            return Content(
                hash: ContentHash(file: digest.text),
                size: digest.size,
                isExecutable: status.isExecutable
            )
        }
        let manifest = try manifest(digests)
        let sizes = listing.items.map { item in
            (try? digests[path.appending(item.path)]?.get().size) ?? item.status.size
        }
        return Content(
            hash: manifest.hash,
            size: sizes.reduce(0, &+),
            fileCount: listing.items.count
        )
    }

    func manifest(
        _ digests: [RawPath: Result<FileDigest, ContentFailure>]
    ) throws(ContentFailure) -> FolderManifest {
        let entries = try (listing?.items ?? []).map { item throws(ContentFailure) in
            guard let digest = try digests[path.appending(item.path)]?.get() else {
                throw ContentFailure.unsteady(path)
            }
            return FolderManifest.Entry(path: item.path, digest: digest.text)
        }
        return FolderManifest(entries)
    }
}

extension FileStatus {
    /// It is the same file, and nothing about it changed.
    fileprivate func isSame(as other: FileStatus) -> Bool {
        StatRecord.Key(self) == StatRecord.Key(other) && size == other.size
            && modifiedAt == other.modifiedAt && changedAt == other.changedAt
    }
}
