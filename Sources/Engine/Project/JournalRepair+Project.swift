package import Domain
package import Foundation
import Glibc
import Journal

extension ProjectReading {
    /// What became of a journal that was not sound.
    package enum JournalMending: Hashable, Sendable {
        /// It was written anew with its entries up to a position; `copy` is what it was.
        case rewritten(keptUntil: Position, copy: String)
        /// It was empty or gone, and the next run begins a new one; what attempts left lies aside.
        case begunAnew(attempts: String)
    }

    /// Writes a journal anew that is damaged, or whose projections differ from its events; one that
    /// is empty or gone, beside attempts of its runs, gives way to a new one.
    ///
    /// Nil where it is sound: nothing was done. Fails with `engineElsewhere` while an engine has
    /// the project, and with what is wrong where that cannot be mended.
    package func repairJournal(at now: Date) throws -> JournalMending? {
        let attempts = AttemptFolders(folder: folder)
        let isLost = folder.exists && attempts.lostJournal != nil
        guard folder.exists, isLost || Disk.status(of: folder.journal) != nil else { return nil }
        let lock = try EngineLock(folder: folder.path)
        return try withExtendedLifetime(lock) {
            let stamp = now.formatted(
                Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
            )
            if isLost { return try beginAnew(attempts, stamp) }
            do {
                if try JournalAudit(path: folder.journal).isWell { return nil }
            } catch let error as JournalError where error.code == .damaged {
                // Not even its tables can be read.
            }
            let outcome = try JournalRepair.repair(path: folder.journal, stamp: stamp)
            try putAsideUnknown(attempts, stamp)
            return .rewritten(keptUntil: outcome.keptUntil, copy: outcome.copy)
        }
    }

    /// Puts attempts of runs aside that the journal does not know any more: their numbers are
    /// given again, to others.
    private func putAsideUnknown(_ attempts: AttemptFolders, _ stamp: String) throws {
        let journal = try JournalReader(path: folder.journal)
        for pipeline in pipelines() {
            let last = try journal.control(of: pipeline.name).lastRun
            try attempts.putAside(of: pipeline.name, after: last, stamp: stamp)
        }
    }

    /// Puts what attempts left aside, and with it what there is of the journal's files.
    private func beginAnew(
        _ attempts: AttemptFolders,
        _ stamp: String
    ) throws -> JournalMending {
        if let path = attempts.running() {
            throw Refusal(
                .alreadyActive,
                "The command of '\(path)' still runs. Wait for its end, or end it, and repair then."
            )
        }
        // The log first: it must never be read beside a new journal.
        for name in ["-wal", "-shm", ""] where Disk.status(of: folder.journal + name) != nil {
            let old = folder.journal + name
            let kept = "\(folder.journal).before-\(stamp)\(name)"
            guard rename(old, kept) == 0 else {
                throw Refusal(
                    .worldFailed,
                    "'\(old)' cannot be put aside: \(Disk.words(errno))."
                )
            }
        }
        // What they owed was in the journal alone.
        unlink(folder.owedLocks)
        return .begunAnew(attempts: try attempts.putAside(stamp: stamp))
    }
}
