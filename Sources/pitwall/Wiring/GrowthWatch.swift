import Glibc

/// Waits until a file grows, and looks up at least twice a second.
struct GrowthWatch {
    /// The end of an attempt does not show in its log, so it is looked for.
    private static let longestWait: Int32 = 500

    private let descriptor: Int32

    init(path: String) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        if descriptor >= 0 { inotify_add_watch(descriptor, path, UInt32(IN_MODIFY)) }
    }

    mutating func wait() {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&entry, 1, Self.longestWait)
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while read(descriptor, &buffer, buffer.count) > 0 {}
    }
}
