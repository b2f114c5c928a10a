package import Domain
package import Foundation
import Journal

extension ProjectReading {
    /// Writes a journal anew that is damaged, or whose projections differ from its events.
    ///
    /// Nil where it is sound: nothing was done. Fails with `engineElsewhere` while an engine has
    /// the project, and with what is wrong where that cannot be mended.
    package func repairJournal(at now: Date) throws -> (keptUntil: Position, copy: String)? {
        guard folder.exists, Disk.status(of: folder.journal) != nil else { return nil }
        let lock = try EngineLock(folder: folder.path)
        return try withExtendedLifetime(lock) {
            do {
                if try JournalAudit(path: folder.journal).isWell { return nil }
            } catch let error as JournalError where error.code == .damaged {
                // Not even its tables can be read.
            }
            let stamp = now.formatted(
                Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
            )
            let outcome = try JournalRepair.repair(path: folder.journal, stamp: stamp)
            return (outcome.keptUntil, outcome.copy)
        }
    }
}
