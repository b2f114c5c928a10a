import Glibc

/// A small file that was read whole.
struct FileBytes: ~Copyable {
    /// When the reading began, by the clock that stamps files.
    let readAt: Int64

    private let file: OpenFile
    private let before: FileStatus
    private let buffer: UnsafeMutableRawBufferPointer

    /// Nil for a file that is missing, no file, too large, or did not hold still.
    init?(of path: RawPath) throws(FileFailure) {
        guard let file = try OpenFile(reading: path) else { return nil }
        let before = try file.status()
        guard before.isFile, before.size <= ContentReader.chunkSize else { return nil }
        let readAt = StatCache.now()
        // One byte more than there is finds out that the file grew.
        let room = Int(before.size) + 1
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 64)
        guard read(file.descriptor, buffer.baseAddress, room) == Int(before.size) else {
            buffer.deallocate()
            return nil
        }
        self.readAt = readAt
        self.file = file
        self.before = before
        self.buffer = buffer
    }

    deinit {
        buffer.deallocate()
    }

    private var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: buffer[..<(buffer.count - 1)])
    }

    /// The status of the file now; nil where it changed since it was read.
    var steadyStatus: FileStatus? {
        // What cannot be looked at any more did not hold still.
        guard let after = try? file.status(), before.modifiedAt == after.modifiedAt,
            before.size == after.size
        else { return nil }
        return after
    }

    /// The digests of two files.
    static func digests(
        of first: borrowing FileBytes,
        _ second: borrowing FileBytes
    ) -> (String, String) {
        var (one, two) = (MD5(), MD5())
        MD5.update(&one, with: first.bytes, &two, with: second.bytes)
        return (one.digest(), two.digest())
    }
}
