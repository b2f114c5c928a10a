import Glibc

/// Makes what was written survive a power cut, by the disk instead of file by file.
enum DiskFlush {
    private typealias Call = @Sendable @convention(c) (Int32) -> Int32

    /// `syncfs`, which Swift's Glibc module does not have.
    private static let call: Call? = dlsym(nil, "syncfs").map { unsafeBitCast($0, to: Call.self) }

    /// Returns once everything on the disk of a folder survives a power cut; false where the
    /// system cannot do that.
    static func perform(_ folder: RawPath) throws(FileFailure) -> Bool {
        guard let call else { return false }
        let descriptor = folder.withCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw FileFailure(.flush, folder, errno) }
        defer { close(descriptor) }
        guard call(descriptor) == 0 else {
            if errno == ENOSYS || errno == EINVAL { return false }
            throw FileFailure(.flush, folder, errno)
        }
        return true
    }
}
