package import Domain
package import Foundation

extension StageInspector {
    /// A lock written later than this after an entry was saved was written by somebody else.
    private static let recallMargin = 2.0

    /// Takes the entry of a stage that was saved before a time and may be missing in its lock,
    /// to be written by ``writeLocks()``.
    ///
    /// A lock that was written since is what somebody made of it, and is left as it is.
    package func recall(
        _ stage: StageDefinition,
        check: StageCheck,
        outputs: [FileFact],
        savedBefore time: Date,
        order: [StageName]
    ) throws {
        let file = folder.appending(LockFile.path(for: stage.place.file).text)
        if let status = try FileStatus.of(file) {
            let latest = (time.timeIntervalSince1970 + Self.recallMargin) * 1e9
            guard Double(status.modifiedAt) <= latest else { return }
        }
        let entry = LockEntry(ran: stage, check: check, outputs: outputs)
        guard try locks.entry(of: stage) != entry else { return }
        try locks.take(
            LockStore.Writing(entry: entry, stage: stage, order: order, replacesBroken: false)
        )
    }
}
