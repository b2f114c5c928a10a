import Glibc

/// An artifact that is open for reading: it stays as it is, also when another takes its place.
package final class ArtifactFile: Sendable {
    package let size: Int
    private let descriptor: Int32

    /// Takes a descriptor, and closes it also where it is of no file.
    init(_ descriptor: Int32) throws(SystemError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let error = SystemError.last
            close(descriptor)
            throw error
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR:
            close(descriptor)
            throw SystemError(code: EISDIR)
        default:
            close(descriptor)
            throw SystemError(code: ENOENT)
        }
        size = Int(status.st_size)
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Fills a buffer with the bytes from an offset on; how many there were, fewer at the end.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> Int {
        var count = 0
        while count < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            let more = pread(descriptor, rest.baseAddress, rest.count, offset + count)
            if more < 0, errno == EINTR { continue }
            guard more > 0 else { break }
            count += more
        }
        return count
    }
}
