import Domain
import Foundation
import GRDB
import Glibc

/// Makes a journal that appears whole or not at all.
///
/// SQLite would make it step by step at its place. A process that is killed there leaves a file
/// that readers cannot mend, and every later command begins by reading.
enum NewJournal {
    /// Makes an empty journal at `path` where there is none; one process at a time.
    static func make(at path: String, steps: [String]) throws {
        guard isMissing(path) else { return }
        let draft = path + ".pitwall-tmp"
        // Also what a killed process left, and what belonged to a journal that is gone.
        remove(draft)
        defer { remove(draft) }
        remove(path)
        try fill(draft, steps)
        try putIntoPlace(draft, path)
    }

    /// SQLite itself takes an empty file for a journal that is yet to be made.
    private static func isMissing(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return errno == ENOENT }
        return status.st_size == 0
    }

    private static func fill(_ draft: String, _ steps: [String]) throws {
        // SQLite would make it with the umask; its other files take this one's mode.
        try FileCopy.makeEmpty(draft)
        let queue = try DatabaseQueue(path: draft)
        try queue.inDatabase { database in
            // Nobody sees it before it is flushed as a whole. Only what is written after this goes
            // into a file beside it, so that closing it has nothing to move, which could fail.
            try database.execute(sql: "PRAGMA synchronous = OFF")
            try database.execute(sql: "PRAGMA journal_mode = MEMORY")
            try Schema.migrate(database, path: draft, steps: steps)
            let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
            guard mode == "wal" else {
                throw JournalError(
                    .unusable,
                    "'\(draft)' cannot be made: it stays '\(mode ?? "")'."
                )
            }
        }
        try queue.close()
    }

    private static func putIntoPlace(_ draft: String, _ path: String) throws {
        try FileCopy.flush(draft)
        guard rename(draft, path) == 0 else { throw FileCopy.error("made", path) }
        try FileCopy.flush((path as NSString).deletingLastPathComponent)
    }

    private static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
    }
}
