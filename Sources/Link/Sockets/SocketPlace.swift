import CLinux
import Glibc
import Synchronization

/// The engine's socket in a project's private folder.
///
/// The address of a socket has room for 107 bytes only, so it is named through the opened folder:
/// paths of any length work.
final class SocketPlace: Sendable {
    static let name = "engine.sock"
    /// Connections that wait to be taken.
    private static let backlog: Int32 = 128

    /// Names a folder without reading it; Swift's view of the C library lacks it.
    private static let namesOnly: Int32 = 0o10_000_000

    private let folder: Int32
    /// The socket's file that was made here.
    private let made = Mutex<FileID?>(nil)
    /// Where the folder was when it was opened.
    let path: String

    /// Opens the folder; fails with `errno`.
    init(folder path: String) throws(SocketError) {
        self.path = path
        folder = open(path, Self.namesOnly | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard folder >= 0 else { throw SocketError("open '\(path)'", errno) }
    }

    deinit { close(folder) }

    /// A socket that listens, in the place of any older one; for its owner only, or a group too.
    ///
    /// Only the holder of the engine's lock may ask for it: an older socket file is then a dead
    /// engine's.
    func listen(group: gid_t? = nil) throws(SocketError) -> Int32 {
        remove()
        let socket = try Self.makeSocket()
        // Its mode becomes the file's, so that it is never another one's to connect to.
        fchmod(socket, 0o600)
        guard withAddress({ Glibc.bind(socket, $0, $1) }) == 0 else {
            throw Self.failure("make '\(Self.name)'", closing: socket)
        }
        made.withLock { $0 = found }
        // The group first, so that at no moment another one is let in.
        if let group {
            guard fchownat(folder, Self.name, uid_t.max, group, AT_SYMLINK_NOFOLLOW) == 0,
                fchmodat(folder, Self.name, 0o660, 0) == 0
            else { throw Self.failure("share '\(Self.name)'", closing: socket) }
        }
        guard Glibc.listen(socket, Self.backlog) == 0 else {
            throw Self.failure("listen on '\(Self.name)'", closing: socket)
        }
        return socket
    }

    /// A connection to whoever listens.
    func connect() throws(SocketError) -> Int32 {
        let socket = try Self.makeSocket()
        guard withAddress({ Glibc.connect(socket, $0, $1) }) == 0 else {
            throw Self.failure("connect to '\(Self.name)'", closing: socket)
        }
        return socket
    }

    /// Removes the socket's file.
    private func remove() {
        unlinkat(folder, Self.name, 0)
    }

    /// Removes the socket's file that was made here; another engine's stays.
    func removeOwn() {
        if hasOwn { remove() }
    }

    /// The socket's file that was made here is still there.
    var hasOwn: Bool { made.withLock { $0 != nil && $0 == found } }

    /// The file that has the socket's name now.
    private var found: FileID? {
        var status = stat()
        guard fstatat(folder, Self.name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
        return FileID(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    /// The folder was moved since, or replaced.
    var isAway: Bool {
        var (opened, found) = (stat(), stat())
        guard fstat(folder, &opened) == 0, lstat(path, &found) == 0 else { return true }
        return opened.st_dev != found.st_dev || opened.st_ino != found.st_ino
    }

    /// The user who owns the folder.
    var owner: uid_t? {
        var status = stat()
        return fstat(folder, &status) == 0 ? status.st_uid : nil
    }

    /// The process and OS user at the other end of a connection: the one that listened, or the one
    /// that connected.
    static func peer(of socket: Int32) -> (pid: pid_t, user: uid_t)? {
        var (pid, user): (pid_t, uid_t) = (0, 0)
        return clinux_peer(socket, &pid, &user) == 0 ? (pid, user) : nil
    }

    private static func makeSocket() throws(SocketError) -> Int32 {
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let socket = Glibc.socket(AF_UNIX, Int32(kind), 0)
        guard socket >= 0 else { throw SocketError("make a socket", errno) }
        return socket
    }

    private static func failure(_ action: String, closing socket: Int32) -> SocketError {
        let error = SocketError(action, errno)
        close(socket)
        return error
    }

    private func withAddress(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // Never longer than the room: a number and a name.
        let path = Array("/proc/self/fd/\(folder)/\(Self.name)".utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// Which file it is.
private struct FileID: Hashable {
    let device: UInt64
    let inode: UInt64
}

/// A call on a socket that failed.
struct SocketError: Error, CustomStringConvertible {
    let action: String
    let code: Int32

    init(_ action: String, _ code: Int32) {
        self.action = action
        self.code = code
    }

    /// Nobody listens: there is no socket, or it is a dead engine's.
    var isAbsence: Bool { [ENOENT, ECONNREFUSED, EAGAIN, ECONNRESET].contains(code) }

    /// The file's modes keep the user of this process out.
    var isClosed: Bool { [EACCES, EPERM].contains(code) }

    var description: String { "Cannot \(action): \(String(cString: strerror(code)))." }
}
