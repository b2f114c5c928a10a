import Glibc

/// What shows that a file is another one, or holds something else.
struct FileStamp: Hashable {
    let device: UInt64
    let inode: UInt64
    let size: Int64
    let modifiedAt: Int64
    let changedAt: Int64

    init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        // Of a folder it counts only that it is there.
        size = isFolder ? 0 : Int64(status.st_size)
        modifiedAt = isFolder ? 0 : status.st_mtim.nanoseconds
        changedAt = isFolder ? 0 : status.st_ctim.nanoseconds
    }
}
