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
    /// The mode of the folders of a cache that a group shares.
    static let sharedFolderMode: UInt32 = 0o2775
    /// Larger manifests are taken for damage.
    static let manifestLimit = 1 << 30

    /// More objects than this are flushed together with everything else on their disk.
    static let flushedOneByOne = 8

    /// The folder that holds `files`, such as `.dvc/cache`.
    package let folder: RawPath

    let reader: ContentReader
    let links: ObjectLinks
    let parts: PartFolder
    /// The mode of new folders; nil leaves it to the umask.
    let folderMode: UInt32?
    /// Objects made since the last flush.
    private let unflushed = Mutex<Set<RawPath>>([])

    package init(
        folder: RawPath,
        reader: ContentReader,
        linkTypes: [LinkType] = LinkType.defaults,
        isShared: Bool = false
    ) {
        self.folder = folder
        self.reader = reader
        links = ObjectLinks(types: linkTypes)
        folderMode = isShared ? Self.sharedFolderMode : nil
        parts = PartFolder(folder.appending("pitwall-tmp"), folderMode: folderMode)
    }

    /// Takes the cache of a project.
    package convenience init(_ settings: CacheSettings, reader: ContentReader) {
        self.init(
            folder: settings.folder,
            reader: reader,
            linkTypes: settings.linkTypes,
            isShared: settings.isShared
        )
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
        guard let digests = try ManifestDigests(of: hash, at: path(of: hash))?.digests else {
            return false
        }
        guard let sum = try sum(of: digests) else { return false }
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
    func wholeObject(_ hash: ContentHash) throws(ContentFailure) -> FileStatus? {
        let path = path(of: hash)
        let status = try wrapping { () throws(FileFailure) in try FileStatus.of(path) }
        guard let status, status.isFile else { return nil }
        // A power cut leaves files empty, with the mode they had.
        if status.mode == Self.verifiedMode, status.size > 0 { return status }
        return try reader.content(of: path)?.hash == hash ? status : nil
    }

    // MARK: - Lasting

    /// The next flush goes for this object, too.
    func note(_ object: RawPath) {
        unflushed.withLock { _ = $0.insert(object) }
    }

    /// Returns once all objects made so far survive a power cut.
    package func flush() throws(ContentFailure) {
        let paths = unflushed.withLock { paths in
            defer { paths.removeAll() }
            return paths.sorted()
        }
        do throws(FileFailure) {
            // Flushing the whole disk takes as long as a few files: 0.1 s here, where 1,000 small
            // files took 3.5 s one by one.
            if paths.count > Self.flushedOneByOne, try DiskFlush.perform(folder) { return }
            for path in paths { try Files.flush(path) }
            for folder in Set(paths.map(\.parent)).sorted() { try Files.flush(folder) }
        } catch {
            unflushed.withLock { $0.formUnion(paths) }
            throw .file(error)
        }
    }
}
