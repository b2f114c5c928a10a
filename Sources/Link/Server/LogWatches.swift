import Domain
import Glibc

/// Hears from the kernel that logs grow which clients have open.
///
/// Only the last ones that a client opened count.
struct LogWatches {
    private struct Watch {
        let attempt: AttemptID
        var clients: Set<Int>
    }

    /// Readable when a log grew; -1 as long as nobody has one open.
    private(set) var descriptor: Int32 = -1
    private var watches: [Int32: Watch] = [:]
    /// The watches of a client, the newest last.
    private var order: [Int: [Int32]] = [:]

    /// Watches an open log for a client.
    ///
    /// Where the kernel gives no watch the client hears of the journal only.
    mutating func add(_ attempt: AttemptID, file: Int32, for client: Int) {
        if descriptor < 0 {
            descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        }
        // The open file itself, wherever its name leads by now.
        let path = "/proc/self/fd/\(file)"
        let number = inotify_add_watch(descriptor, path, UInt32(IN_MODIFY))
        guard descriptor >= 0, number >= 0 else { return }
        watches[number, default: Watch(attempt: attempt, clients: [])].clients.insert(client)
        var mine = order[client, default: []].filter { $0 != number } + [number]
        while mine.count > LinkLimits.watchedLogs { drop(mine.removeFirst(), of: client) }
        order[client] = mine
    }

    /// Forgets a client.
    mutating func forget(client: Int) {
        for number in order.removeValue(forKey: client) ?? [] { drop(number, of: client) }
    }

    /// The logs that grew since the last call, by client.
    func grown() -> [Int: [AttemptID]] {
        var numbers: Set<Int32> = []
        InotifyEvents.read(from: descriptor) { number, _, _ in numbers.insert(number) }
        var grown: [Int: [AttemptID]] = [:]
        for number in numbers.sorted() {
            guard let watch = watches[number] else { continue }
            for client in watch.clients { grown[client, default: []].append(watch.attempt) }
        }
        return grown
    }

    /// Lets go of all.
    mutating func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
        watches = [:]
        order = [:]
    }

    private mutating func drop(_ number: Int32, of client: Int) {
        watches[number]?.clients.remove(client)
        guard watches[number]?.clients.isEmpty == true else { return }
        watches[number] = nil
        inotify_rm_watch(descriptor, number)
    }
}
