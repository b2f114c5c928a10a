import Glibc

/// Turns of several writers in a folder.
enum FolderTurn {
    /// Calls `body` once no one else writes in the folder.
    ///
    /// The kernel holds the turn, so that it ends with its process at the latest.
    static func take<Value>(in folder: RawPath, _ body: () throws -> Value) throws -> Value {
        let turn = try begin(in: folder)
        defer { close(turn) }
        return try body()
    }

    /// Calls `body` once no one else writes in the folder.
    static func take<Value: ~Copyable>(
        in folder: RawPath,
        making body: () throws(FileFailure) -> Value
    ) throws(FileFailure) -> Value {
        let turn = try begin(in: folder)
        defer { close(turn) }
        return try body()
    }

    private static func begin(in folder: RawPath) throws(FileFailure) -> Int32 {
        let descriptor = folder.withCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw FileFailure(.list, folder, errno) }
        while flock(descriptor, LOCK_EX) != 0 {
            // A file system without such locks has one writer at a time by other means.
            guard errno == EINTR else { break }
        }
        return descriptor
    }
}
