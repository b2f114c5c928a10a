import Domain
import Glibc
import Journal

extension ProjectReading {
    /// What keeps the project's engine from writing something down; nil where nothing does, or
    /// there is no engine that would.
    ///
    /// The engine says so itself. Where it had nothing to write yet, or not even that can be
    /// written, the disk tells.
    func trouble() -> WriteTrouble? {
        guard folder.closed == nil else { return nil }
        if let note = EngineLock.trouble(folder: folder.path) {
            return note.trouble(folder: folder.path)
        }
        guard EngineLock.isHeld(folder: folder.path), let room = DiskRoom(ofFolder: folder.path),
            room.isFull || room.isReadOnly
        else { return nil }
        return WriteTrouble(
            subject: .journal,
            reason: Disk.words(room.isReadOnly ? EROFS : ENOSPC),
            isLackOfRoom: room.isFull,
            since: nil,
            room: room,
            retrySeconds: Engine.journalRetrySeconds
        )
    }
}
