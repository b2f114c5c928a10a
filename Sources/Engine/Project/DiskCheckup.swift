import Domain
import Glibc
import Journal
import Pipelines

/// Looks whether all that has to be written of a project can be; changes nothing.
struct DiskCheckup {
    /// Below this a training may well fill the disk.
    private static let low: UInt64 = 1_000_000_000

    let reading: ProjectReading
    let project: Project

    private var folder: PrivateFolder { reading.folder }

    func items() -> [Checkup.Item] {
        rooms() + (reading.foreignOwner == nil ? closedItems() : [])
            + [trouble()].compactMap(\.self)
    }

    // MARK: - Room

    /// Each disk once: the project's, its journal's, its cache's.
    private func rooms() -> [Checkup.Item] {
        var disks: Set<UInt64> = []
        return places.compactMap { place in
            var status = stat()
            guard stat(place, &status) == 0, disks.insert(UInt64(status.st_dev)).inserted,
                let room = DiskRoom(ofFolder: place)
            else { return nil }
            return item(room, isFirst: disks.count == 1)
        }
    }

    /// The folders that are there of those in which is written, the root first.
    private var places: [String] {
        let cache = try? reading.files.inspector().settings.folder.description
        return [reading.root, folder.path, cache].compactMap(\.self)
            .filter { Disk.status(of: $0) != nil }
    }

    private func item(_ room: DiskRoom, isFirst: Bool) -> Checkup.Item {
        let free = Amount.bytes(Int64(clamping: room.free))
        let words = isFirst ? "\(free) free" : "\(free) free on that of '\(room.folder)'"
        if room.isReadOnly {
            return .init(
                "disk",
                .wrong,
                "that of '\(room.folder)' is mounted read-only",
                remedy: "Nothing can be run there. Mount it for writing, or work in a copy."
            )
        }
        if !room.hasPlaces {
            return .init(
                "disk",
                .wrong,
                "no file can be made on that of '\(room.folder)'",
                remedy: "Remove files you can miss. What waits for them goes on by itself then."
            )
        }
        if room.isFull {
            return .init(
                "disk",
                .wrong,
                "that of '\(room.folder)' is full: \(room.amounts)",
                remedy: "Make room. What waits for it goes on by itself then."
            )
        }
        guard room.free < Self.low else { return .init("disk", .well, words) }
        return .init("disk", .note, words, remedy: "Make room before a long run.")
    }

    // MARK: - Rights

    /// What whoever asks may not write, though stages and their records need it.
    private func closedItems() -> [Checkup.Item] {
        var items: [Checkup.Item] = []
        for path in Self.distinct(writtenFolders) {
            guard let code = Self.refusal(path, W_OK | X_OK), code != EROFS else { continue }
            items.append(
                .init(
                    "folder",
                    .wrong,
                    "'\(path)' cannot be written: \(Disk.words(code))",
                    remedy: "What Pitwall and its stages make has its place there. Give "
                        + "\(OSUser.name) the right to write in it, or work in a copy."
                )
            )
        }
        for path in [folder.journal, folder.journalLog] + locks {
            guard let code = Self.refusal(path, R_OK | W_OK), code != EROFS else { continue }
            items.append(
                .init(
                    "file",
                    .wrong,
                    "'\(path)' cannot be written: \(Disk.words(code))",
                    remedy: "Give \(OSUser.name) the right to: chmod u+rw '\(path)'"
                )
            )
        }
        return items
    }

    private var writtenFolders: [String] {
        let cache = try? reading.files.inspector().settings.folder.description
        // A folder that nobody can look into is told of by itself.
        let own = folder.closed == nil ? [folder.path, folder.runs] : []
        return [reading.root] + own + lockFolders + [cache].compactMap(\.self)
    }

    private var files: [ProjectPath] {
        Set(project.pipelines.map(\.file)).sorted()
    }

    private var locks: [String] {
        files.map { reading.root + "/" + LockFile.path(for: $0).text }
    }

    /// Where locks are made, beside the definitions.
    private var lockFolders: [String] {
        locks.map { String($0[..<($0.lastIndex(of: "/") ?? $0.startIndex)]) }
    }

    /// Each once, in the order given.
    private static func distinct(_ paths: [String]) -> [String] {
        var known: Set<[UInt8]> = []
        return paths.filter { known.insert(Array($0.utf8)).inserted }
    }

    /// Why this user may not do that with what is at a path; nil where that is so, or nothing is
    /// there.
    private static func refusal(_ path: String, _ mode: Int32) -> Int32? {
        guard Disk.status(of: path) != nil,
            faccessat(AT_FDCWD, path, mode, AT_EACCESS) != 0
        else { return nil }
        return errno
    }

    // MARK: - An engine that waits

    /// What the project's engine says that it cannot write.
    private func trouble() -> Checkup.Item? {
        guard let trouble = reading.trouble(), trouble.since != nil else { return nil }
        return .init(
            "writing",
            .wrong,
            "\(trouble.title) (\(trouble.reason))",
            remedy: trouble.retrySeconds.map { "It is tried again every \($0) s." }
        )
    }
}
