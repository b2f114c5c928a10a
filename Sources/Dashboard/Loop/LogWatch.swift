import Domain
import Glibc

/// Hears from the kernel that logs grow; nothing is polled.
///
/// Used on the screen's thread only. Where the kernel refuses a watch the log is read again when
/// the journal grows.
struct LogWatch {
    /// Readable when a log grew; -1 where the kernel gives no watches.
    let descriptor: Int32
    private var attempts: [Int32: AttemptID] = [:]
    private var watches: [AttemptID: Int32] = [:]

    init() {
        descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    }

    /// Watches exactly the logs of these attempts.
    mutating func watch(_ wanted: [AttemptID: String]) {
        guard descriptor >= 0 else { return }
        for (attempt, watch) in watches where wanted[attempt] == nil {
            inotify_rm_watch(descriptor, watch)
            watches[attempt] = nil
            attempts[watch] = nil
        }
        for (attempt, path) in wanted where watches[attempt] == nil {
            let watch = inotify_add_watch(descriptor, path, UInt32(IN_MODIFY))
            guard watch >= 0 else { continue }
            watches[attempt] = watch
            attempts[watch] = attempt
        }
    }

    /// The attempts whose logs grew since the last call.
    func grown() -> Set<AttemptID> {
        var grown: Set<AttemptID> = []
        InotifyEvents.read(from: descriptor) { watch, _, _ in
            if let attempt = attempts[watch] { grown.insert(attempt) }
        }
        return grown
    }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
    }
}
