import Domain
package import Foundation
import Glibc

/// What can go of what Pitwall keeps: logs of old runs, and copies that were made on the way.
///
/// Runs and events stay, and what every attempt came to; so does whatever a run that is open, or
/// one of the newest, may need. The cache is DVC's to clean.
package struct Cleanup: Sendable {
    /// How much is kept in any case.
    package struct Keep: Sendable {
        /// The newest runs of every pipeline.
        package var runs = 20
        /// What ended or was written within this time.
        package var time = Duration.seconds(30 * 86_400)

        package init() {}
    }

    /// Something that goes.
    package struct Item: Hashable, Encodable, Sendable {
        package enum Kind: String, Hashable, Encodable, Sendable {
            /// Its text gives way to a line that says so.
            case log
            /// A folder that an attempt found in its place.
            case attempt
            /// The journal before a repair or an upgrade.
            case journal
            /// What attempts left whose journal was lost.
            case runs
        }

        package let kind: Kind
        /// The absolute path.
        package let path: String
        package let bytes: Int64
        /// The run it is of.
        package let run: String?
    }

    /// What stands in a log's place.
    static let notice = "This log was removed by 'pitwall gc'.\n"

    package let items: [Item]

    package var bytes: Int64 { items.reduce(0) { $0 + $1.bytes } }

    /// Looks for what can go; nothing is changed.
    package init(_ reading: ProjectReading, keeping keep: Keep, at now: Date) throws {
        let cutoff = now.addingTimeInterval(-keep.time.seconds)
        var items: [Item] = []
        for pipeline in reading.pipelines() {
            items += try Self.logs(of: pipeline.name, reading, keep.runs, cutoff)
        }
        self.items =
            items + Self.copies(of: reading.folder, cutoff)
            + Self.lostRuns(in: reading.folder, cutoff)
    }

    private static func logs(
        of pipeline: PipelineName,
        _ reading: ProjectReading,
        _ kept: Int,
        _ cutoff: Date
    ) throws -> [Item] {
        guard let newest = try reading.runs(of: pipeline, limit: 1).first?.run.id.number else {
            return []
        }
        let place = reading.folder.folder(of: pipeline)
        let numbers = FolderLook.names(in: place).compactMap { Int($0) }.sorted()
        var items: [Item] = []
        for number in numbers where number <= newest - kept {
            let id = RunID(pipeline, number)
            guard let run = try reading.run(id)?.run, run.end != nil,
                let endedAt = run.endedAt, endedAt < cutoff
            else { continue }
            for stage in FolderLook.names(in: "\(place)/\(number)").sorted() {
                let attempts = "\(place)/\(number)/\(stage)"
                for attempt in FolderLook.names(in: attempts).sorted() {
                    if let item = item(attempts + "/" + attempt, of: id) { items.append(item) }
                }
            }
        }
        return items
    }

    private static func item(_ attempt: String, of run: RunID) -> Item? {
        if attempt.contains(".old-") {
            let bytes = FolderLook(attempt).bytes
            return Item(kind: .attempt, path: attempt, bytes: bytes, run: run.description)
        }
        let log = attempt + "/log"
        guard let status = Disk.status(of: log), status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        let times = Disk.status(of: attempt + "/times")?.st_size ?? 0
        let bytes = Int64(status.st_size) + Int64(times) - Int64(notice.utf8.count)
        guard bytes > 0 else { return nil }
        return Item(kind: .log, path: log, bytes: bytes, run: run.description)
    }

    private static func copies(of folder: PrivateFolder, _ cutoff: Date) -> [Item] {
        let names = FolderLook.names(in: folder.path).filter { name in
            name.hasPrefix("journal.db.before-") || name.hasPrefix("journal.db.version-")
        }
        return names.sorted().compactMap { name in
            let path = folder.path + "/" + name
            guard let status = Disk.status(of: path), status.st_mode & S_IFMT == S_IFREG,
                Double(status.st_mtim.tv_sec) < cutoff.timeIntervalSince1970
            else { return nil }
            return Item(kind: .journal, path: path, bytes: Int64(status.st_size), run: nil)
        }
    }

    private static func lostRuns(in folder: PrivateFolder, _ cutoff: Date) -> [Item] {
        let names = FolderLook.names(in: folder.path).filter { $0.hasPrefix("runs.before-") }
        return names.sorted().compactMap { name in
            let path = folder.path + "/" + name
            let look = FolderLook(path, limit: .max)
            // When it was put aside shows in the folder itself.
            guard let changedAt = look.changedAt,
                Double(changedAt) / 1e9 < cutoff.timeIntervalSince1970
            else { return nil }
            return Item(kind: .runs, path: path, bytes: look.bytes, run: nil)
        }
    }

    /// Lets everything go; ended in between, the rest goes the next time.
    package func perform() throws {
        for item in items {
            let code: Int32? =
                switch item.kind {
                case .log: Self.replaceLog(item.path)
                case .attempt, .runs: FolderLook.remove(item.path)
                case .journal: unlink(item.path) == 0 ? nil : errno
                }
            guard let code, code != ENOENT else { continue }
            throw Refusal(.worldFailed, "'\(item.path)' cannot be removed: \(Disk.words(code)).")
        }
    }

    private static func replaceLog(_ path: String) -> Int32? {
        // Its times are of lines that are gone.
        let times = path.dropLast("log".count) + "times"
        if unlink(String(times)) != 0, errno != ENOENT { return errno }
        return Disk.replace(path, with: Array(notice.utf8), mode: 0o600)
    }
}

extension FolderLook {
    /// The names of what lies in a folder; none where it cannot be listed.
    static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            if let name = name(of: entry) { names.append(name) }
        }
        return names
    }

    /// Removes a folder and all in it, following no link; gives the error's number.
    static func remove(_ folder: String) -> Int32? {
        for name in names(in: folder) {
            let path = folder + "/" + name
            let isFolder = Disk.status(of: path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
            if isFolder, let code = remove(path) { return code }
            if !isFolder, unlink(path) != 0, errno != ENOENT { return errno }
        }
        return rmdir(folder) == 0 || errno == ENOENT ? nil : errno
    }
}
