import Glibc
import Synchronization

/// The folder of all artifacts of a project, as it lies on the disk.
///
/// Each call opens it anew and goes down from its descriptor, step by step, past no link. All calls
/// may wait for the disk. It is made by the first upload, for its owner only.
package struct ArtifactFolder: Sendable {
    /// The absolute path.
    package let path: String

    package init(path: String) {
        self.path = path
    }

    /// The folder in it with what is being uploaded or removed; it is none of the artifacts.
    private static let parts = Array(".parts".utf8)

    /// What a folder holds: files and folders, in the order of their names' bytes.
    ///
    /// Nil where no folder is. Links, pipes and names that no upload has are left out.
    package func entries(of path: ArtifactPath) throws(ArtifactFault) -> [ArtifactEntry]? {
        do throws(SystemError) {
            return try Self.entries(of: try folder(path), isRoot: path.names.isEmpty)
        } catch {
            switch error.code {
            case ENOENT, ENOTDIR, ELOOP: return nil
            case EOVERFLOW:
                throw ArtifactFault(
                    .tooMany,
                    "'\(path)' holds more than \(ArtifactLimits.entries) entries, which is more "
                        + "than can be listed."
                )
            default: throw ArtifactFault(error, path, "listed")
            }
        }
    }

    /// Some of the files in a folder and all folders below it, by their paths from there.
    ///
    /// They are in the order of names, folder by folder; all are counted, up to a bound. None
    /// where no folder is.
    package func files(
        below path: ArtifactPath,
        limit: Int,
        offset: Int
    ) throws(ArtifactFault) -> ArtifactCount {
        var count = ArtifactCount(limit: limit, offset: offset)
        do throws(SystemError) {
            try Self.collect(in: try folder(path), "", &count)
        } catch {
            switch error.code {
            case ENOENT, ENOTDIR, ELOOP: break
            default: throw ArtifactFault(error, path, "listed")
            }
        }
        return count
    }

    /// Opens a file to read it.
    package func file(_ path: ArtifactPath) throws(ArtifactFault) -> ArtifactFile {
        do throws(SystemError) {
            guard let name = path.names.last else { throw SystemError(code: EISDIR) }
            return try ArtifactFile(try folder(path.parent).file(name))
        } catch {
            switch error.code {
            case EISDIR: throw ArtifactFault(.otherKind, "'\(path)' is a folder.")
            case ENOTDIR, ELOOP, ENXIO: throw ArtifactFault(.absent, "There is no '\(path)'.")
            default: throw ArtifactFault(error, path, "read")
            }
        }
    }

    /// Begins a file that is at its place only once it is whole.
    ///
    /// Refuses one of `size` bytes, where that is known, for which there is no room.
    package func upload(
        to path: ArtifactPath,
        size: Int?
    ) throws(ArtifactFault) -> ArtifactUpload {
        do throws(SystemError) {
            let root = try madeRoot()
            if let room = root.room,
                room < ArtifactLimits.reserve
                    || room - ArtifactLimits.reserve
                        < size ?? 0
            {
                throw SystemError(code: ENOSPC)
            }
            let parts = try root.madeFolder(Self.parts)
            return try ArtifactUpload(to: path, root: root, parts: parts, name: Self.partName())
        } catch {
            throw ArtifactFault(error, path, "written")
        }
    }

    /// Removes a file, or a folder with all that is in it; what is not there is no fault.
    ///
    /// It is out of its place at once and whole, whatever happens to this process.
    package func remove(_ path: ArtifactPath) throws(ArtifactFault) {
        do throws(SystemError) {
            guard let name = path.names.last else { throw SystemError(code: EPERM) }
            let parent = try folder(path.parent)
            guard parent.status(name) != nil else { return }
            // Where there is no room for the way by another place, room is to be made all the more.
            guard let parts = try? OpenFolder(path: self.path).madeFolder(Self.parts)
            else {
                return try parent.removeTree(name)
            }
            let part = Self.partName()
            try parent.move(name, to: part, in: parts)
            try parent.flush()
            // An upload on its way into it may still come. What stays in spite of all is in
            // nobody's way, and goes when the next engine starts.
            for _ in 1...ArtifactLimits.tries where (try? parts.removeTree(part)) == nil {}
        } catch {
            switch error.code {
            case ENOENT, ENOTDIR, ELOOP: return
            default: throw ArtifactFault(error, path, "removed")
            }
        }
    }

    /// Removes what killed engines left of uploads and removals; before the first upload.
    package func removeParts() {
        guard let root = try? OpenFolder(path: path) else { return }
        // What cannot be removed lies there for the next engine, and is in nobody's way.
        try? root.removeTree(Self.parts)
    }

    // MARK: - Ways down

    private func madeRoot() throws(SystemError) -> OpenFolder {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .last }
        return try OpenFolder(path: path)
    }

    private func folder(_ path: ArtifactPath) throws(SystemError) -> OpenFolder {
        guard path.names.first != Self.parts else { throw SystemError(code: ENOENT) }
        var folder = try OpenFolder(path: self.path)
        for name in path.names { folder = try folder.folder(name) }
        return folder
    }

    private static func collect(
        in folder: OpenFolder,
        _ start: String,
        depth: Int = ArtifactLimits.depth,
        _ count: inout ArtifactCount
    ) throws(SystemError) {
        // What is above the bound here is so for the count, too.
        for entry in try entries(of: folder, isRoot: false) {
            guard let size = entry.size else {
                guard count.isWhole, depth > 0 else { continue }
                // One that goes meanwhile holds nothing any more.
                guard let inner = try? folder.folder(Array(entry.name.utf8)) else { continue }
                try collect(in: inner, start + entry.name + "/", depth: depth - 1, &count)
                continue
            }
            count.add(start + entry.name, size)
        }
    }

    private static func entries(
        of folder: OpenFolder,
        isRoot: Bool
    ) throws(SystemError) -> [ArtifactEntry] {
        try folder.names(limit: ArtifactLimits.entries).compactMap { name in
            guard ArtifactPath.isName(name), !isRoot || name != parts,
                let status = folder.status(name)
            else { return nil }
            let text = String(decoding: name, as: UTF8.self)
            switch status.st_mode & S_IFMT {
            case S_IFREG: return ArtifactEntry(name: text, size: Int(status.st_size))
            case S_IFDIR: return ArtifactEntry(name: text, size: nil)
            default: return nil
            }
        }
    }

    /// A name that no other upload of this process has.
    private static func partName() -> [UInt8] {
        let number = counter.withLock { number in
            number += 1
            return number
        }
        return Array("\(getpid())-\(number)".utf8)
    }

    private static let counter = Mutex(0)
}

/// Some of the files below a folder, and what all of them are together.
package struct ArtifactCount: Hashable, Sendable {
    /// Those that were asked for; their names are paths.
    package private(set) var files: [ArtifactEntry] = []
    package private(set) var count = 0
    /// The bytes of all.
    package private(set) var size = 0
    /// Whether there are no more than were counted.
    package private(set) var isWhole = true

    private let wanted: Range<Int>

    init(limit: Int, offset: Int) {
        let first = max(0, offset)
        wanted = first..<first + min(max(0, limit), Int.max - first)
    }

    mutating func add(_ path: String, _ size: Int) {
        guard count < ArtifactLimits.entries else { return isWhole = false }
        if wanted.contains(count) { files.append(ArtifactEntry(name: path, size: size)) }
        count += 1
        self.size += size
    }
}

/// An entry of a folder of artifacts.
package struct ArtifactEntry: Hashable, Sendable {
    package let name: String
    /// The bytes of a file; nil for a folder.
    package let size: Int?

    package init(name: String, size: Int?) {
        self.name = name
        self.size = size
    }
}

extension ArtifactPath {
    /// The folder that it lies in.
    var parent: ArtifactPath { ArtifactPath(names: names.dropLast()) }
}
