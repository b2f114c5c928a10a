import Domain
import Glibc

/// Waits until a file grows, and looks up at least twice a second.
struct GrowthWatch {
    /// The end of an attempt does not show in its log, so it is looked for.
    private static let longestWait: Int32 = 500

    private let descriptor: Int32
    private let growths: Mailbox<Growth>?

    /// `growths` tells of files that cannot be watched from here.
    init(path: String, growths: Mailbox<Growth>? = nil) {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        self.growths = growths
        if descriptor >= 0 { inotify_add_watch(descriptor, path, UInt32(IN_MODIFY)) }
    }

    mutating func wait() {
        var entries = [descriptor, growths?.descriptor ?? -1].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        _ = poll(&entries, 2, Self.longestWait)
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while read(descriptor, &buffer, buffer.count) > 0 {}
        _ = growths?.take()
    }
}
