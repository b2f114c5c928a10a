/// The files of a folder that count as its content.
struct FolderListing {
    struct Item: Hashable {
        /// Relative to the folder.
        let path: RawPath
        let status: FileStatus
    }

    private(set) var items: [Item] = []
    /// What patterns leave out, relative to the folder; what is in these folders goes with them.
    private(set) var leftOut: [RawPath] = []

    /// When the walk began, by the clock that stamps files.
    let listedAt: Int64

    private let ignored: IgnoreLookup.Answer

    /// Walks a folder.
    ///
    /// Hidden files count and links to files are followed; links to folders, empty folders,
    /// what the patterns ignore and folders that are DVC projects of their own do not count.
    init(of folder: RawPath, ignoring ignored: IgnoreLookup.Answer) throws(ContentFailure) {
        self.ignored = ignored
        listedAt = StatCache.now()
        guard !ignored.rules.ignores(ignored.folder, isFolder: true) else { return }
        try walk(folder, at: RawPath(bytes: []))
    }

    /// Walks a folder with the patterns that apply there.
    init(of folder: RawPath, _ lookup: inout IgnoreLookup) throws(ContentFailure) {
        let ignored: IgnoreLookup.Answer
        do { ignored = try lookup.rules(in: folder) } catch { throw .file(error) }
        try self.init(of: folder, ignoring: ignored)
    }

    private mutating func walk(
        _ folder: RawPath,
        at relative: RawPath
    ) throws(ContentFailure) {
        let names = try wrapping { () throws(FileFailure) in try Files.names(in: folder) }
        let entries = try names.map { name throws(ContentFailure) in
            let path = folder.appending(name)
            guard
                let status = try wrapping({ () throws(FileFailure) in try FileStatus.ofLink(path) })
            else { return (name, FileStatus?.none) }
            return (name, status)
        }
        let isProject = entries.contains { name, status in
            name == Self.projectName && status?.isFolder == true
        }
        guard !isProject else { return }
        let seen = ignored.folder.appending(relative)
        for case (let name, let status?) in entries {
            guard !ignored.rules.ignores(name, in: seen, isFolder: status.isFolder) else {
                leftOut.append(relative.appending(name))
                continue
            }
            try add(folder.appending(name), status, at: relative.appending(name))
        }
    }

    private mutating func add(
        _ path: RawPath,
        _ status: FileStatus,
        at relative: RawPath
    ) throws(ContentFailure) {
        switch status.kind {
        case .folder: try walk(path, at: relative)
        case .file:
            guard path.name != IgnoreRules.fileName else { throw .ignoreFile(path) }
            items.append(Item(path: relative, status: status))
        case .link:
            let target = try wrapping { () throws(FileFailure) in try FileStatus.of(path) }
            guard let target else { throw .brokenLink(path) }
            if target.isFolder { return }
            guard target.isFile else { throw .notAFile(path) }
            items.append(Item(path: relative, status: target))
        case .other: throw .notAFile(path)
        }
    }

    private static let projectName = RawPath(".dvc")
}

/// Passes a file failure on as the failure of a content.
func wrapping<Value: ~Copyable>(
    _ body: () throws(FileFailure) -> Value
) throws(ContentFailure) -> Value {
    do { return try body() } catch { throw .file(error) }
}
