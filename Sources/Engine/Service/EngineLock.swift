package import Domain
import Glibc

/// The project's one engine: a lock of the kernel that vanishes with its holder.
package final class EngineLock: Sendable {
    private let descriptor: Int32
    private let path: String

    /// Takes the lock in the project's private folder.
    ///
    /// Fails with `engineElsewhere`, naming the holder, when another process has it.
    package init(folder: String) throws(Refusal) {
        let path = folder + "/engine.lock"
        let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else {
            let code = Refusal.Code(ofError: errno)
            throw Refusal(code, "'\(path)' cannot be opened: \(Self.reason).")
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
        self.path = path
        // Removed between the two steps, it may be one of two.
        guard !isLost else { throw loss }
        _ = ftruncate(opened, 0)
        tell(nil)
    }

    deinit {
        // An engine that ends in order leaves no name behind; one that was killed does, and is
        // followed by another one.
        ftruncate(descriptor, 0)
        close(descriptor)
    }

    // MARK: - Where it lies

    /// At the lock's place is another file, or none: it was removed, or its folder was moved.
    ///
    /// Another engine may then have begun, and its holder may write nothing any more.
    package var isLost: Bool {
        var (own, found) = (stat(), stat())
        guard fstat(descriptor, &own) == 0 else { return false }
        // A folder that is closed for a while says nothing.
        guard lstat(path, &found) == 0 else { return [ENOENT, ENOTDIR].contains(errno) }
        return own.st_dev != found.st_dev || own.st_ino != found.st_ino
    }

    /// That it is lost, for people.
    var loss: Refusal {
        Refusal(
            .engineEnding,
            "The engine's lock '\(path)' was removed, and another engine may have taken its place:"
                + " this one ends. Stages that run go on."
        )
    }

    // MARK: - What its holder says

    /// Bytes of the file, taken at once, so that something can be told on a full disk too.
    private static let size = 1_024

    /// Tells whoever reads what the engine cannot write, or that nothing keeps it any more.
    package func tell(_ note: TroubleNote?) {
        var bytes = Array("\(getpid())\n\(note?.lines ?? "")".utf8.prefix(Self.size))
        bytes += [UInt8](repeating: 0x0A, count: Self.size - bytes.count)
        // Where not even this can be written, readers look at the disk themselves.
        _ = pwrite(descriptor, bytes, bytes.count, 0)
    }

    /// What the lock's holder cannot write; nil where nothing keeps it, or nobody has the lock.
    static func trouble(folder: String) -> TroubleNote? {
        guard isHeld(folder: folder) else { return nil }
        return Disk.read(folder + "/engine.lock", limit: size).flatMap(TroubleNote.init(bytes:))
    }

    /// The process that has the lock, or had it last; nil where that is not known.
    package static func holder(folder: String) -> String? {
        let bytes = Disk.read(folder + "/engine.lock", limit: size) ?? []
        let digits = bytes.prefix { (0x30...0x39).contains($0) }
        return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
    }

    // MARK: - Locks

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
