package import Domain
import Foundation
import GRDB
import Glibc

/// Makes a damaged journal anew from the entries that can be read.
package enum JournalRepair {
    /// What became of a journal.
    package struct Outcome: Hashable, Sendable {
        /// The last entry that was kept.
        package let keptUntil: Position
        /// Where the journal lies as it was.
        package let copy: String
    }

    /// Writes the journal anew, with its entries before the first that cannot be read.
    ///
    /// Projections are what these make. Only who holds the engine's lock may do that.
    /// The old one is kept beside it, named by `stamp`. Ended at any moment it can be done again.
    /// Fails with ``JournalError``; then nothing was changed but that the copy may be there.
    package static func repair(path: String, stamp: String) throws -> Outcome {
        let copy = "\(path).before-\(stamp)"
        let part = "\(path).repaired"
        do {
            for suffix in ["", "-wal"] where access(path + suffix, F_OK) == 0 {
                try FileCopy.make(path + suffix, copy + suffix)
            }
            for suffix in ["", "-wal", "-shm"] { unlink(part + suffix) }
            let whole = try WholeLength(of: path)
            defer { whole.remove() }
            let kept = try write(from: whole.path, to: part)
            try FileCopy.flush(part)
            // A log that belongs to the old file must never be read beside the new one.
            for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
            guard rename(part, path) == 0 else { throw FileCopy.error("moved", part) }
            try FileCopy.flush((path as NSString).deletingLastPathComponent)
            return Outcome(keptUntil: kept, copy: copy)
        } catch let error as DatabaseError {
            throw JournalError(error, path: path)
        }
    }

    /// Writes the sound entries of a journal into a new one; gives the last one's position.
    private static func write(from path: String, to part: String) throws -> Position {
        try FileCopy.makeEmpty(part)
        let store = try SQLiteStore(path: part)
        var configuration = Configuration()
        configuration.readonly = true
        var rebuild = Rebuild()
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { database in
                try Schema.refuseNewer(database, path: path)
                _ = try SoundEntries.read(database) { entries in
                    for entry in entries { rebuild.apply(entry) }
                    try store.append(rebuild.commit(of: entries))
                }
            }
        } catch let error as DatabaseError
            where [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode)
        {
            // Not even its tables can be found: nothing of it is left to be kept.
        }
        try store.gather()
        return rebuild.position
    }
}

extension Rebuild {
    /// The entries that were applied last, with what they changed.
    fileprivate func commit(of entries: [JournalEntry]) -> Commit {
        Commit(
            entries: entries,
            runs: Set(entries.compactMap(\.event.run)).compactMap { runs[$0] },
            controls: Set(entries.compactMap(\.event.pipeline)).compactMap { controls[$0] },
            experiments: Set(entries.compactMap(\.event.trackedExperiment)).compactMap {
                tracking.experiments[$0]
            },
            trackedRuns: Set(entries.compactMap(\.event.trackedRun)).compactMap {
                tracking.runs[$0]
            },
            models: Set(entries.flatMap(\.event.touchedModels)).compactMap { registry.models[$0] },
            loggedModels: Set(entries.compactMap(\.event.loggedModel)).compactMap {
                tracking.models[$0]
            },
            promotions: Set(entries.compactMap(\.event.touchedPromotion)).compactMap {
                promotions.promotions[$0]
            },
            durability: .passing
        )
    }
}

/// Copies of files that survive a power cut, readable by their owner only.
enum FileCopy {
    static func make(_ path: String, _ copy: String) throws {
        unlink(copy)
        try makeEmpty(copy)
        guard let from = FileHandle(forReadingAtPath: path),
            let to = FileHandle(forWritingAtPath: copy)
        else { throw error("copied", path) }
        while let bytes = try from.read(upToCount: 1 << 20), !bytes.isEmpty {
            try to.write(contentsOf: bytes)
        }
        try to.synchronize()
    }

    static func makeEmpty(_ path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw error("made", path) }
        close(file)
    }

    static func flush(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw error("opened", path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw error("written", path) }
    }

    static func error(_ what: String, _ path: String) -> JournalError {
        JournalError(.unusable, "'\(path)' cannot be \(what): \(String(cString: strerror(errno))).")
    }
}
