import Glibc

/// A lock of the kernel on a whole file, as DVC takes it; it ends with its process at the latest.
package enum FileLock {
    /// How long DVC waits for a lock, and how long it lets others wait.
    package static let patience = Duration.seconds(3)
    /// How often it is tried meanwhile.
    private static let pauseMilliseconds: Int32 = 10

    /// Takes the lock if nobody has it, and writes this process's number into the file.
    ///
    /// Gives the open file that holds the lock until it is closed; nil where somebody has it.
    static func attempt(_ path: RawPath) throws(FileFailure) -> Int32? {
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        let descriptor = path.withCString { open($0, flags, 0o666) }
        guard descriptor >= 0 else { throw FileFailure(.write, path, errno) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let code = errno
            if code == EINTR { continue }
            close(descriptor)
            guard code == EWOULDBLOCK else { throw FileFailure(.write, path, code) }
            return nil
        }
        // The number only tells people who it is; a full disk must not stop us.
        let text = Array("\(getpid())\n".utf8)
        if pwrite(descriptor, text, text.count, 0) == text.count {
            ftruncate(descriptor, text.count)
        }
        return descriptor
    }

    /// Gives up what ``attempt(_:)`` gave.
    static func release(_ descriptor: Int32) {
        // A process that is just being started has the file open as well, for a moment.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Tries again and again until `attempt` gives something; nil where that took too long.
    static func wait<Value>(
        _ patience: Duration,
        _ attempt: () throws(FileFailure) -> Value?
    ) throws(FileFailure) -> Value? {
        let end = ContinuousClock.now + patience
        while true {
            if let value = try attempt() { return value }
            guard ContinuousClock.now < end else { return nil }
            // The kernel tells nobody that a lock is free.
            _ = poll(nil, 0, pauseMilliseconds)
        }
    }

    /// The process that says it has the lock.
    static func holder(_ path: RawPath) -> Int32? {
        // Whoever cannot be named is not named.
        guard let bytes = try? Files.read(path, limit: 64) else { return nil }
        let digits = bytes.drop { $0 == 0x20 }.prefix { (0x30...0x39).contains($0) }
        return Int32(String(decoding: digits, as: UTF8.self))
    }
}
