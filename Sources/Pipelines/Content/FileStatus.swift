import Glibc

/// What the kernel knows of a file without reading it.
package struct FileStatus: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case file
        case folder
        case link
        case other
    }

    package let kind: Kind
    package let size: Int64
    /// The permission bits.
    package let mode: UInt32
    package let device: UInt64
    package let inode: UInt64
    package let linkCount: UInt64
    /// Nanoseconds since 1970.
    package let modifiedAt: Int64
    /// When content, mode or links changed last, in nanoseconds since 1970.
    package let changedAt: Int64

    package var isFile: Bool { kind == .file }
    package var isFolder: Bool { kind == .folder }
    /// Somebody may execute it.
    package var isExecutable: Bool { mode & 0o111 != 0 }

    init(_ raw: stat) {
        kind =
            switch raw.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        size = Int64(raw.st_size)
        mode = UInt32(raw.st_mode & 0o7777)
        device = UInt64(raw.st_dev)
        inode = UInt64(raw.st_ino)
        linkCount = UInt64(raw.st_nlink)
        modifiedAt = Self.nanoseconds(raw.st_mtim)
        changedAt = Self.nanoseconds(raw.st_ctim)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        let (seconds, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? Int64.max : seconds &+ Int64(time.tv_nsec)
    }

    /// The status of what is at a path, links followed; nil where nothing is.
    ///
    /// A link that leads nowhere counts as nothing.
    package static func of(_ path: RawPath) throws(FileFailure) -> FileStatus? {
        try read(path) { stat($0, &$1) }
    }

    /// The status of what is at a path, the link itself where it is one; nil where nothing is.
    package static func ofLink(_ path: RawPath) throws(FileFailure) -> FileStatus? {
        try read(path) { lstat($0, &$1) }
    }

    /// The status of an open file.
    static func of(_ descriptor: Int32, at path: RawPath) throws(FileFailure) -> FileStatus {
        var raw = stat()
        guard fstat(descriptor, &raw) == 0 else { throw FileFailure(.read, path, errno) }
        return FileStatus(raw)
    }

    private static func read(
        _ path: RawPath,
        _ call: (UnsafePointer<CChar>, inout stat) -> Int32
    ) throws(FileFailure) -> FileStatus? {
        var raw = stat()
        let code: Int32 = path.withCString { call($0, &raw) == 0 ? 0 : errno }
        switch code {
        case 0: return FileStatus(raw)
        case ENOENT, ENOTDIR: return nil
        default: throw FileFailure(.read, path, code)
        }
    }
}
