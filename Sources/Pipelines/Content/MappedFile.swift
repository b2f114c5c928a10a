import Glibc

/// The bytes of a file, read as they are asked for.
final class MappedFile: Sendable {
    /// The address of the first byte; addresses are no pointers, so that they may be shared.
    private let address: UInt
    private let count: Int

    /// Nil where there is no file, or an empty one.
    init?(_ path: RawPath, followsLink: Bool = false) {
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLink ? 0 : O_NOFOLLOW)
        let file = path.withCString { open($0, flags) }
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0
        else { return nil }
        count = Int(status.st_size)
        let map = mmap(nil, count, PROT_READ, MAP_PRIVATE, file, 0)
        guard let map, map != MAP_FAILED else { return nil }
        address = UInt(bitPattern: map)
    }

    deinit {
        munmap(UnsafeMutableRawPointer(bitPattern: address), count)
    }

    /// Takes what is before an offset out of memory; it is read again where it is asked for.
    func giveBack(upTo offset: Int) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        madvise(UnsafeMutableRawPointer(bitPattern: address), offset / page * page, MADV_DONTNEED)
    }

    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count)
    }
}
