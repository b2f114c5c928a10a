import Glibc

/// Turns of several who would write the same file, or what it speaks of.
enum FileTurn {
    /// Calls `body` once no one else has the turn of a file.
    ///
    /// The kernel holds the turn, so that it ends with its process at the latest. Who waited goes
    /// on also where the file was replaced meanwhile: it is to be read in the turn.
    static func take<Value>(of file: RawPath, _ body: () throws -> Value) throws -> Value {
        let descriptor = file.withCString { open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw FileFailure(.read, file, errno) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            // A file system without such locks has one writer at a time by other means.
            guard errno == EINTR else { break }
        }
        return try body()
    }
}
