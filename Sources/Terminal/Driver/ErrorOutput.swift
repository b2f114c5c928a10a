import Glibc

/// Keeps what libraries write to the standard error off the screen.
///
/// Only a standard error that is a terminal is replaced; one that goes to a file stays.
final class ErrorOutput {
    /// The most bytes kept in memory; then they are forgotten, and it begins anew.
    static let limit = 1 << 20

    /// The most bytes shown when the screen is given back.
    static let shownLimit = 4_096

    private let replacement: Int32
    private let isMemory: Bool
    private var original: Int32 = -1

    /// - Parameter descriptor: Where to write instead, or nil for a file in memory.
    init(_ descriptor: Int32?) {
        isMemory = descriptor == nil
        replacement = descriptor ?? Curses.memoryFile()
        if isMemory, replacement >= 0 { _ = fcntl(replacement, F_SETFL, O_APPEND) }
    }

    deinit {
        giveBack()
        if isMemory, replacement >= 0 { close(replacement) }
    }

    /// Where the true standard error is at present.
    var current: Int32 { original >= 0 ? original : STDERR_FILENO }

    /// Puts the replacement in place.
    func take() {
        guard original < 0, replacement >= 0, isatty(STDERR_FILENO) == 1 else { return }
        original = Curses.duplicate(STDERR_FILENO)
        guard original >= 0 else { return }
        dup2(replacement, STDERR_FILENO)
        Curses.tellGuard(errorOutput: original, replacement: isMemory ? replacement : -1)
    }

    /// Puts the true standard error back, and writes the end of what was kept to it.
    func giveBack() {
        guard original >= 0 else { return }
        Curses.tellGuard(errorOutput: -1, replacement: -1)
        dup2(original, STDERR_FILENO)
        close(original)
        original = -1
        guard isMemory else { return }
        let kept = tail
        if !kept.isEmpty { FileBytes.write(kept, to: STDERR_FILENO) }
        ftruncate(replacement, 0)
    }

    /// Forgets what was kept when it is too much.
    func trim() {
        guard isMemory, original >= 0, lseek(replacement, 0, SEEK_END) > ErrorOutput.limit else {
            return
        }
        ftruncate(replacement, 0)
    }

    private var tail: [UInt8] {
        let size = Int(lseek(replacement, 0, SEEK_END))
        let count = min(max(size, 0), ErrorOutput.shownLimit)
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
            used = max(0, pread(replacement, buffer.baseAddress, count, off_t(size - count)))
        }
    }
}

/// Whole writes to a descriptor.
enum FileBytes {
    /// Writes all bytes, or as many as the other end takes before it fails.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                // Somebody else made the terminal's file non-blocking.
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                guard poll(&wait, 1, -1) >= 0 || errno == EINTR else { return }
            } else if errno != EINTR {
                return
            }
        }
    }
}
