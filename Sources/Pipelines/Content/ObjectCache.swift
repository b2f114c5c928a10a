import Glibc
import Synchronization

/// The store of earlier contents, in the layout DVC uses below `files/md5`.
///
/// An object is a file named by its MD5; the object of a folder is its manifest, and its files
/// are objects of their own. An object with exactly the mode 0444 was verified when it was made
/// and is trusted; any other is read before it is used.
package final class ObjectCache: Sendable {
    /// The mode of a verified object.
    static let verifiedMode: UInt32 = 0o444
    /// Larger manifests are taken for damage.
    static let manifestLimit = 1 << 30

    /// The folder that holds `files`, such as `.dvc/cache`.
    package let folder: RawPath

    private let reader: ContentReader
    private let parts: PartFolder
    /// Objects made since the last flush.
    private let unflushed = Mutex<Set<RawPath>>([])

    package init(folder: RawPath, reader: ContentReader) {
        self.folder = folder
        self.reader = reader
        self.parts = PartFolder(folder.appending("pitwall-tmp"))
    }

    /// Where an object is, or would be.
    package func path(of hash: ContentHash) -> RawPath {
        folder.appending("files/md5").appending(hash.objectName)
    }

    // MARK: - Asking

    /// Whether a content can come back: its object is whole, and of a folder those of all files.
    ///
    /// Changes nothing. `size` is that of the content where it is known; objects whose sizes do
    /// not add up to it were cut off and count as missing.
    package func holds(_ hash: ContentHash, size: Int64? = nil) throws(ContentFailure) -> Bool {
        guard hash.isFolder else {
            guard let found = try wholeObject(hash) else { return false }
            return size == nil || size == found.size
        }
        guard let manifest = try manifest(hash) else { return false }
        var sum: Int64 = 0
        for entry in manifest.entries {
            guard let found = try wholeObject(ContentHash(file: entry.digest)) else { return false }
            sum &+= found.size
        }
        return size == nil || size == sum
    }

    /// The manifest of a folder; nil where it is missing or damaged.
    func manifest(_ hash: ContentHash) throws(ContentFailure) -> FolderManifest? {
        let path = path(of: hash)
        let bytes = try wrapping { () throws(FileFailure) in
            try Files.read(path, limit: Self.manifestLimit)
        }
        guard let bytes, MD5.digest(of: bytes) == hash.digest else { return nil }
        return FolderManifest(json: bytes)
    }

    /// The status of an object that is whole; nil where it is missing or damaged.
    private func wholeObject(_ hash: ContentHash) throws(ContentFailure) -> FileStatus? {
        let path = path(of: hash)
        let status = try wrapping { () throws(FileFailure) in try FileStatus.of(path) }
        guard let status, status.isFile else { return nil }
        if status.mode == Self.verifiedMode { return status }
        return try reader.content(of: path)?.hash == hash ? status : nil
    }

    // MARK: - Keeping

    /// Puts a content into the cache; what is already there stays.
    ///
    /// Fails where the content is not `hash` any more.
    package func keep(_ path: RawPath, as hash: ContentHash) throws(ContentFailure) {
        guard hash.isFolder else { return try keepFile(path, as: hash) }
        let manifest = try reader.manifest(of: path)
        guard manifest.hash == hash else { throw .unsteady(path) }
        for entry in manifest.entries {
            try keepFile(path.appending(entry.path), as: ContentHash(file: entry.digest))
        }
        try keepManifest(manifest)
    }

    private func keepFile(_ path: RawPath, as hash: ContentHash) throws(ContentFailure) {
        if try settle(hash) { return }
        let source = try wrapping { () throws(FileFailure) in try OpenFile(reading: path) }
        guard let source else { throw .file(FileFailure(.read, path, ENOENT)) }
        var digest = MD5()
        let part = try wrapping { () throws(FileFailure) in
            let part = try parts.make()
            try source.forEachChunk { chunk throws(FileFailure) in
                digest.update(chunk)
                try part.file.write(chunk)
            }
            return part
        }
        guard digest.digest() == hash.digest else { throw .unsteady(path) }
        try publish(part, as: hash)
    }

    private func keepManifest(_ manifest: FolderManifest) throws(ContentFailure) {
        let hash = manifest.hash
        if try settle(hash) { return }
        let part = try wrapping { () throws(FileFailure) in
            let part = try parts.make()
            try part.file.write(manifest.json)
            return part
        }
        try publish(part, as: hash)
    }

    /// Whether the object is there and whole; one that is damaged is left to be replaced.
    private func settle(_ hash: ContentHash) throws(ContentFailure) -> Bool {
        guard let status = try wholeObject(hash) else { return false }
        if hash.isFolder, try manifest(hash) == nil { return false }
        let path = path(of: hash)
        if status.mode != Self.verifiedMode {
            try wrapping { () throws(FileFailure) in
                try Files.setMode(path, Self.verifiedMode)
            }
        }
        return true
    }

    private func publish(_ part: borrowing PartFile, as hash: ContentHash) throws(ContentFailure) {
        let path = path(of: hash)
        do throws(FileFailure) {
            try part.file.setMode(Self.verifiedMode)
            try Files.makeFolder(path.parent)
            try Files.rename(part.file.path, to: path)
        } catch {
            throw .file(error)
        }
        unflushed.withLock { _ = $0.insert(path) }
    }

    /// Returns once all objects made so far survive a power cut.
    package func flush() throws(ContentFailure) {
        let paths = unflushed.withLock { paths in
            defer { paths.removeAll() }
            return paths.sorted()
        }
        do throws(FileFailure) {
            for path in paths { try Files.flush(path) }
            for folder in Set(paths.map(\.parent)).sorted() { try Files.flush(folder) }
        } catch {
            unflushed.withLock { $0.formUnion(paths) }
            throw .file(error)
        }
    }

    // MARK: - Bringing back

    /// Puts a content from the cache at a path, in place of what is there.
    ///
    /// It is copied beside its place, checked against its hash on the way, and only then takes
    /// the place. `isExecutable` gives a file its executable bits back. What patterns leave out of
    /// a folder stays in it.
    package func bringBack(
        _ hash: ContentHash,
        to path: RawPath,
        isExecutable: Bool = false
    ) throws(ContentFailure) {
        let part = path.parent.appending(".\(path.name).pitwall-tmp")
        // A folder that cannot be listed has nothing that is known to be left out.
        let leftOut = hash.isFolder ? (try? reader.leftOut(of: path)) ?? [] : []
        do throws(ContentFailure) {
            try wrapping { () throws(FileFailure) in
                try Files.makeFolder(path.parent)
                try Files.remove(part)
            }
            if hash.isFolder {
                try copyFolder(hash, to: part)
            } else {
                try copyFile(hash, to: part, isExecutable: isExecutable)
            }
            try wrapping { () throws(FileFailure) in
                try Self.move(leftOut, from: path, to: part)
                // A rename replaces a file, but neither a folder nor a file by a folder.
                let old = try FileStatus.ofLink(path)
                if let old, old.isFolder || hash.isFolder { try Files.remove(path) }
                try Files.rename(part, to: path)
            }
        } catch {
            // The first failure is the one to tell.
            try? Self.move(leftOut, from: part, to: path)
            try? Files.remove(part)
            throw error
        }
    }

    /// Moves those of some files and folders that are there and do not stand at the target yet.
    private static func move(
        _ names: [RawPath],
        from folder: RawPath,
        to target: RawPath
    ) throws(FileFailure) {
        for name in names {
            let (old, new) = (folder.appending(name), target.appending(name))
            guard try FileStatus.ofLink(old) != nil, try FileStatus.ofLink(new) == nil else {
                continue
            }
            try Files.makeFolder(new.parent)
            try Files.rename(old, to: new)
        }
    }

    private func copyFolder(_ hash: ContentHash, to path: RawPath) throws(ContentFailure) {
        guard let manifest = try manifest(hash) else { throw .missingObject(hash) }
        try wrapping { () throws(FileFailure) in try Files.makeFolder(path) }
        var folders: Set<RawPath> = [path]
        for entry in manifest.entries {
            let target = path.appending(entry.path)
            if folders.insert(target.parent).inserted {
                try wrapping { () throws(FileFailure) in try Files.makeFolder(target.parent) }
            }
            try copyFile(ContentHash(file: entry.digest), to: target, isExecutable: false)
        }
    }

    private func copyFile(
        _ hash: ContentHash,
        to path: RawPath,
        isExecutable: Bool
    ) throws(ContentFailure) {
        let object = self.path(of: hash)
        let source = try wrapping { () throws(FileFailure) in try OpenFile(reading: object) }
        guard let source else { throw .missingObject(hash) }
        var digest = MD5()
        try wrapping { () throws(FileFailure) in
            let target = try OpenFile(writing: path, flags: O_CREAT | O_EXCL)
            try source.forEachChunk { chunk throws(FileFailure) in
                digest.update(chunk)
                try target.write(chunk)
            }
            // Whoever may read it by the umask may then execute it as well.
            let mode = try target.status().mode
            if isExecutable { try target.setMode(mode | (mode & 0o444) >> 2) }
        }
        guard digest.digest() == hash.digest else { throw .damagedObject(hash, object) }
    }
}
