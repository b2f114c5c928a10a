package import Domain
import Glibc

/// The project's one engine: a lock of the kernel that vanishes with its holder.
package final class EngineLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock in the project's private folder.
    ///
    /// Fails with `engineElsewhere`, naming the holder, when another process has it.
    package init(folder: String) throws(Refusal) {
        let path = folder + "/engine.lock"
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else {
            throw Refusal(.worldFailed, "'\(path)' cannot be opened: \(Self.reason).")
        }
        var request = Self.request(F_WRLCK)
        guard fcntl(opened, Self.setLock, &request) == 0 else {
            let code = errno
            let holder = Self.holder(opened)
            close(opened)
            guard code == EWOULDBLOCK || code == EACCES else {
                throw Refusal(.worldFailed, "'\(path)' cannot be locked: \(Self.reason).")
            }
            throw Refusal(
                .engineElsewhere,
                "Another Pitwall\(holder) runs the engine of this project. Use that one, or end it "
                    + "first; reading works from here."
            )
        }
        descriptor = opened
        let text = "\(getpid())\n"
        _ = ftruncate(opened, 0)
        _ = text.withCString { pwrite(opened, $0, strlen($0), 0) }
    }

    deinit {
        // An engine that ends in order leaves no name behind; one that was killed does, and is
        // followed by another one.
        ftruncate(descriptor, 0)
        close(descriptor)
    }

    /// Whether some process has the lock; nothing is made or changed to find out.
    package static func isHeld(folder: String) -> Bool {
        let opened = open(folder + "/engine.lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard opened >= 0 else { return false }
        defer { close(opened) }
        var request = Self.request(F_WRLCK)
        guard fcntl(opened, Self.getLock, &request) == 0 else { return false }
        return request.l_type != Int16(F_UNLCK)
    }

    // Locks of the open file, which only the last descriptor's end releases; asking for one takes
    // nothing, so that a question never stands in the way of a start.
    private static let getLock: Int32 = 36
    private static let setLock: Int32 = 37

    /// All of the file.
    private static func request(_ type: Int32) -> flock {
        var request = flock()
        request.l_type = Int16(type)
        request.l_whence = Int16(SEEK_SET)
        return request
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }
        return digits.isEmpty ? "" : " (process \(String(decoding: digits, as: UTF8.self)))"
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
