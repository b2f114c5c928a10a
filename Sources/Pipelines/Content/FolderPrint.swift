import Glibc

/// How a folder looks without reading its files: what their names, sizes and times add up to.
///
/// It does not depend on the order the kernel lists them in, and takes one call a file.
struct FolderPrint: Hashable, Sendable {
    /// Files of one folder that one thread looks at.
    private static let blockSize = 2_048

    /// The sum of what stands for each file.
    private(set) var mark = Bits128.zero
    private(set) var size: Int64 = 0
    private(set) var fileCount = 0
    /// A change when the look began would have shown in the times of each file.
    private(set) var isSettled = true

    private init() {}

    /// The print of files that were listed; their paths are relative to the folder.
    init(_ items: [FolderListing.Item], listedAt: Int64) {
        var parents: [RawPath: Bits128] = [:]
        for item in items {
            let parent =
                item.path.bytes.contains(UInt8(ascii: "/"))
                ? item.path.parent : RawPath(bytes: [])
            let mark = parents[parent] ?? Self.mark(ofFolder: parent)
            parents[parent] = mark
            var hash = RecordHash(folder: mark)
            item.path.name.bytes.withUnsafeBytes { hash.append($0) }
            add(item.status, hash, at: listedAt)
        }
    }

    /// Looks at a folder; nil where that takes a listing: something is in it that has no content,
    /// or that makes it a project of its own.
    init?(of folder: RawPath, ignoring ignored: IgnoreLookup.Answer) {
        guard !ignored.rules.ignores(ignored.folder, isFolder: true) else { return nil }
        let startedAt = StatCache.now()
        var level = [RawPath(bytes: [])]
        while !level.isEmpty {
            let folders = level
            let isAlone = folders.count == 1
            let parts = Parallel.map(folders.count) { index in
                FolderPart(
                    folder.appending(folders[index]),
                    at: folders[index],
                    ignoring: ignored,
                    startedAt: startedAt,
                    blockSize: isAlone ? Self.blockSize : .max
                )
            }
            level = []
            for part in parts {
                guard let part else { return nil }
                add(part.print)
                level += part.folders
            }
        }
    }

    fileprivate static func mark(ofFolder path: RawPath) -> Bits128 {
        var hash = MD5()
        path.bytes.withUnsafeBytes { hash.update($0) }
        return hash.bits()
    }

    private mutating func add(_ status: FileStatus, _ hash: consuming RecordHash, at time: Int64) {
        mark = mark &+ hash.finish(status)
        size &+= status.size
        fileCount += 1
        if !status.isSettled(at: time) { isSettled = false }
    }

    private mutating func add(_ other: FolderPrint) {
        mark = mark &+ other.mark
        size &+= other.size
        fileCount += other.fileCount
        isSettled = isSettled && other.isSettled
    }

    /// One folder without those in it.
    private struct FolderPart: Sendable {
        private(set) var print = FolderPrint()
        /// Relative to the folder that is looked at.
        private(set) var folders: [RawPath] = []

        init?(
            _ folder: RawPath,
            at relative: RawPath,
            ignoring ignored: IgnoreLookup.Answer,
            startedAt: Int64,
            blockSize: Int
        ) {
            guard let stream = folder.withCString({ opendir($0) }) else { return nil }
            defer { closedir(stream) }
            guard let names = NameList(stream) else { return nil }
            let block = Block(
                descriptor: dirfd(stream),
                names: names,
                relative: relative,
                mark: FolderPrint.mark(ofFolder: relative),
                ignored: ignored,
                startedAt: startedAt
            )
            let step = min(blockSize, max(names.count, 1))
            let parts = Parallel.map((names.count + step - 1) / step) { index in
                block.look(from: index * step, to: min((index + 1) * step, names.count))
            }
            for part in parts {
                guard let part else { return nil }
                print.add(part.print)
                folders += part.folders
            }
        }
    }

    /// What is needed to look at some of the names in a folder.
    private struct Block: Sendable {
        let descriptor: Int32
        let names: NameList
        let relative: RawPath
        let mark: Bits128
        let ignored: IgnoreLookup.Answer
        let startedAt: Int64

        func look(from start: Int, to end: Int) -> (print: FolderPrint, folders: [RawPath])? {
            var print = FolderPrint()
            var folders: [RawPath] = []
            let hasPatterns = ignored.rules != .defaults
            let seen = ignored.folder.appending(relative)
            for index in start..<end {
                guard let found = status(of: index, flags: AT_SYMLINK_NOFOLLOW) else { return nil }
                if hasPatterns || names.isHidden(index) {
                    let name = RawPath(bytes: names.bytes(index))
                    let isIgnored = ignored.rules.ignores(name, in: seen, isFolder: found.isFolder)
                    if isIgnored { continue }
                    // It may not be here, or makes this a project: a listing tells.
                    guard name != IgnoreRules.fileName, name != RawPath(".dvc") else { return nil }
                }
                switch found.kind {
                case .folder: folders.append(relative.appending(RawPath(bytes: names.bytes(index))))
                case .file: add(index, found, to: &print)
                case .link:
                    guard let target = status(of: index, flags: 0) else { return nil }
                    if target.isFolder { continue }
                    guard target.isFile else { return nil }
                    add(index, target, to: &print)
                case .other: return nil
                }
            }
            return (print, folders)
        }

        private func add(_ index: Int, _ status: FileStatus, to print: inout FolderPrint) {
            var hash = RecordHash(folder: mark)
            names.withBytes(index) { hash.append($0) }
            print.add(status, hash, at: startedAt)
        }

        private func status(of index: Int, flags: Int32) -> FileStatus? {
            var raw = stat()
            return names.withCString(index) { fstatat(descriptor, $0, &raw, flags) } == 0
                ? FileStatus(raw) : nil
        }
    }
}

/// The names in a folder, one after the other in one piece of memory.
private struct NameList: Sendable {
    /// Each followed by a zero.
    private var text: [UInt8] = []
    private var starts: [UInt32] = []

    var count: Int { starts.count }

    /// Reads a folder; nil where that fails.
    init?(_ stream: OpaquePointer) {
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { return nil }
                return
            }
            withUnsafeBytes(of: &entry.pointee.d_name) { name in
                guard let end = name.firstIndex(of: 0) else { return }
                let isSelf = name[0] == 0x2e && (end == 1 || end == 2 && name[1] == 0x2e)
                guard !isSelf else { return }
                starts.append(UInt32(truncatingIfNeeded: text.count))
                text.append(contentsOf: name[...end])
            }
            guard text.count < Int(UInt32.max) else { return nil }
        }
    }

    func isHidden(_ index: Int) -> Bool { text[Int(starts[index])] == UInt8(ascii: ".") }

    func bytes(_ index: Int) -> [UInt8] { withBytes(index) { Array($0) } }

    func withBytes<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let start = Int(starts[index])
        let end = index + 1 < starts.count ? Int(starts[index + 1]) - 1 : text.count - 1
        return text.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
    }

    func withCString<Result>(_ index: Int, _ body: (UnsafePointer<CChar>) -> Result) -> Result {
        text.withUnsafeBufferPointer { text in
            text.withMemoryRebound(to: CChar.self) { text in
                guard let base = text.baseAddress else {
                    preconditionFailure("a list with a name has text")
                }
                return body(base + Int(starts[index]))
            }
        }
    }
}

/// The hash of one file's place, size and times.
private struct RecordHash {
    private var hash = MD5()

    init(folder mark: Bits128) {
        withUnsafeBytes(of: mark) { hash.update($0) }
    }

    mutating func append(_ name: UnsafeRawBufferPointer) {
        hash.update(name)
    }

    consuming func finish(_ status: FileStatus) -> Bits128 {
        let words = (
            status.device, status.inode, UInt64(bitPattern: status.size),
            UInt64(bitPattern: status.modifiedAt), UInt64(bitPattern: status.changedAt)
        )
        withUnsafeBytes(of: words) { hash.update($0) }
        return hash.bits()
    }
}
