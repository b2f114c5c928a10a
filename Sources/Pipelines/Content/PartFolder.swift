import Glibc
import Synchronization

/// Files that are being written and are renamed into their places when they are whole.
///
/// Each is locked by whoever writes it; what no one holds was left by a process that is gone, and
/// is removed when the folder is used next.
final class PartFolder: Sendable {
    private let folder: RawPath
    private let folderMode: UInt32?
    private let state = Mutex<(isSwept: Bool, count: Int)>((false, 0))

    init(_ folder: RawPath, folderMode: UInt32? = nil) {
        self.folder = folder
        self.folderMode = folderMode
    }

    /// A new empty file that vanishes unless it is renamed.
    func make() throws(FileFailure) -> PartFile {
        let number = state.withLock { state in
            defer { state.count += 1 }
            return state.count
        }
        try Files.makeFolder(folder, mode: folderMode)
        // A file that is made and not held yet must not pass for one that was left.
        return try FolderTurn.take(
            in: folder,
            making: { () throws(FileFailure) in
                let isFirst = state.withLock { state in
                    defer { state.isSwept = true }
                    return !state.isSwept
                }
                if isFirst { try sweep() }
                let path = folder.appending("\(getpid()).\(number)")
                let file = try OpenFile(writing: path, flags: O_CREAT | O_EXCL)
                // It was made just now under a name of this process; nobody else waits for it.
                _ = flock(file.descriptor, LOCK_EX | LOCK_NB)
                return PartFile(file)
            }
        )
    }

    private func sweep() throws(FileFailure) {
        for name in try Files.names(in: folder) {
            let path = folder.appending(name)
            guard let file = try OpenFile(reading: path) else { continue }
            if flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 { try Files.remove(path) }
        }
    }
}

/// A file that is being written; it is removed unless it was renamed.
struct PartFile: ~Copyable {
    let file: OpenFile

    init(_ file: consuming OpenFile) {
        self.file = file
    }

    deinit {
        file.path.withCString { _ = unlink($0) }
    }
}
