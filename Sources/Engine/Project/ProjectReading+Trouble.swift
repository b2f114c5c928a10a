import Domain
import Glibc
import Journal

extension ProjectReading {
    /// What keeps the project's engine from writing something down, or one from beginning; nil
    /// where nothing does.
    ///
    /// The engine says so itself. Where it had nothing to write yet, or not even that can be
    /// written, the disk tells.
    func trouble() -> WriteTrouble? {
        if let gone = wayOut { return gone }
        guard folder.closed == nil else { return nil }
        if let note = EngineLock.trouble(folder: folder.path) {
            return note.trouble(folder: folder.path)
        }
        guard let room = DiskRoom(ofFolder: folder.exists ? folder.path : root) else { return nil }
        let isHeld = EngineLock.isHeld(folder: folder.path)
        // What can only be read is often only to be read.
        guard room.isFull || (isHeld && room.isReadOnly) else { return nil }
        return WriteTrouble(
            subject: .journal,
            reason: Disk.words(room.isReadOnly ? EROFS : ENOSPC),
            isLackOfRoom: room.isFull,
            since: nil,
            room: room,
            retrySeconds: isHeld ? Engine.journalRetrySeconds : nil
        )
    }

    /// That the project is not where it was found, so that nothing can be told of it.
    private var wayOut: WriteTrouble? {
        guard gone != nil else { return nil }
        return WriteTrouble(
            subject: .project,
            reason: "'\(root)' was moved or removed",
            isLackOfRoom: false,
            since: nil,
            room: nil,
            retrySeconds: nil
        )
    }
}
