import Glibc

/// Reads contents and names them by their hashes; remembers what it has read.
package final class ContentReader: Sendable {
    /// How often a file that changes while it is read is read again.
    static let readLimit = 3

    private let cache = StatCache()
    private let root: RawPath?

    /// Takes the root of the project whose `.dvcignore` files are followed.
    package init(root: RawPath? = nil) {
        self.root = root
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
        var targets: [RawPath: Result<Target, ContentFailure>] = [:]
        var files: [(path: RawPath, status: FileStatus)] = []
        var ignored = IgnoreLookup(root: root)
        for path in paths where targets[path] == nil {
            do throws(ContentFailure) {
                guard let target = try Target(path, &ignored) else { continue }
                targets[path] = .success(target)
                files.append(contentsOf: target.files)
            } catch {
                targets[path] = .failure(error)
            }
        }
        let digests = self.digests(of: files)
        return targets.mapValues { result in
            result.flatMap { target in
                Result { () throws(ContentFailure) in try target.content(digests) }
            }
        }
    }

    /// The manifest of a folder.
    package func manifest(of folder: RawPath) throws(ContentFailure) -> FolderManifest {
        var ignored = IgnoreLookup(root: root)
        guard let target = try Target(folder, &ignored), target.listing != nil else {
            throw .file(FileFailure(.list, folder, ENOTDIR))
        }
        return try target.manifest(digests(of: target.files))
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
                digests[path] = .success(FileDigest(text: digest, size: status.size))
            } else {
                unread.append((path, status.size))
            }
        }
        // The largest first, so that no core is left with it at the end.
        let order = unread.sorted { $0.size > $1.size }.map(\.path)
        let results = Parallel.map(order.count) { index in
            Result { () throws(ContentFailure) in try self.freshDigest(of: order[index]) }
        }
        for (path, result) in zip(order, results) { digests[path] = result }
        return digests
    }

    private func freshDigest(of path: RawPath) throws(ContentFailure) -> FileDigest {
        for _ in 0..<Self.readLimit {
            if let digest = try steadyDigest(of: path) { return digest }
        }
        throw .unsteady(path)
    }

    /// The digest of a file, or nil if it changed meanwhile.
    private func steadyDigest(of path: RawPath) throws(ContentFailure) -> FileDigest? {
        let readAt = StatCache.now()
        guard let file = try wrapping({ () throws(FileFailure) in try OpenFile(reading: path) })
        else { throw .file(FileFailure(.read, path, ENOENT)) }
        let before = try wrapping { () throws(FileFailure) in try file.status() }
        guard before.isFile else { throw .notAFile(path) }
        var hash = MD5()
        try wrapping { () throws(FileFailure) in
            try file.forEachChunk { hash.update($0) }
        }
        let after = try wrapping { () throws(FileFailure) in try file.status() }
        // Links to the file and its mode may change; times and size tell of its bytes.
        guard before.modifiedAt == after.modifiedAt, before.size == after.size else { return nil }
        let digest = hash.digest()
        cache.remember(digest, for: after, readAt: readAt)
        return FileDigest(text: digest, size: after.size)
    }
}

/// What was read of a file.
private struct FileDigest {
    let text: String
    let size: Int64
}

/// A file or folder whose content is asked for.
private struct Target {
    let path: RawPath
    let status: FileStatus
    /// What is in a folder; nil for a file.
    let listing: FolderListing?

    /// Looks at what is there; nil where nothing is.
    init?(_ path: RawPath, _ ignored: inout IgnoreLookup) throws(ContentFailure) {
        guard let status = try wrapping({ () throws(FileFailure) in try FileStatus.of(path) })
        else { return nil }
        self.path = path
        self.status = status
        switch status.kind {
        case .file: listing = nil
        case .folder: listing = try FolderListing(of: path, &ignored)
        case .link, .other: throw .notAFile(path)
        }
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
