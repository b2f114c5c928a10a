import CLinux
import Domain
import Foundation
import Glibc
import Synchronization

/// Waits for watchers to end and reports what they left, on a thread of its own.
///
/// The kernel wakes the thread; it costs nothing while stages run. Watchers of an earlier engine
/// are followed in the same way as those started here.
final class ExitFollower: Sendable {
    typealias Listener = @Sendable (AttemptID, AttemptFinding) -> Void

    private let mailbox: Mailbox

    /// Starts the thread, which ends with this value.
    init() throws {
        let event = clinux_event()
        guard event >= 0 else { throw ExecutorError.system("make a descriptor") }
        let mailbox = Mailbox(event: OwnedDescriptor(event))
        self.mailbox = mailbox
        let thread = Thread { FollowingLoop(mailbox: mailbox).run() }
        thread.name = "stage exits"
        thread.start()
    }

    deinit {
        mailbox.change { $0.isClosed = true }
    }

    /// Sets who hears of exits.
    func report(to listener: @escaping Listener) {
        mailbox.change { $0.listener = listener }
    }

    /// Follows an attempt until its watcher ends.
    func follow(_ attempt: AttemptID, folder: String, handle: OwnedDescriptor) {
        let followed = Followed(attempt: attempt, folder: folder, handle: handle)
        mailbox.change { $0.added.append(followed) }
    }

    /// Finds out how an attempt stands, which is not known yet, and reports it.
    ///
    /// Looks again for as long as that cannot be known.
    func look(for attempt: AttemptID, folder: String) {
        mailbox.change { $0.sought.append(Sought(attempt: attempt, folder: folder)) }
    }

    /// Cancels an attempt as soon as that is possible.
    func cancel(folder: String) {
        mailbox.change { $0.cancelled.append(folder) }
    }
}

/// An attempt whose watcher's end is awaited.
private struct Followed {
    let attempt: AttemptID
    let folder: String
    let handle: OwnedDescriptor
}

/// An attempt of which nothing is known yet.
private struct Sought {
    let attempt: AttemptID
    let folder: String
}

/// What the owner has for the thread.
private final class Mailbox: Sendable {
    struct Contents {
        var listener: ExitFollower.Listener?
        var added: [Followed] = []
        var sought: [Sought] = []
        var cancelled: [String] = []
        var isClosed = false
    }

    let event: OwnedDescriptor
    private let contents = Mutex(Contents())

    init(event: OwnedDescriptor) {
        self.event = event
    }

    func change(_ body: (inout Contents) -> Void) {
        contents.withLock { body(&$0) }
        var one: UInt64 = 1
        write(event.number, &one, MemoryLayout<UInt64>.size)
    }

    /// Takes what is there.
    func take() -> Contents {
        var count: UInt64 = 0
        read(event.number, &count, MemoryLayout<UInt64>.size)
        return contents.withLock { contents in
            let taken = contents
            contents.added = []
            contents.sought = []
            contents.cancelled = []
            return taken
        }
    }
}

/// The thread's work.
private struct FollowingLoop {
    let mailbox: Mailbox
    private var followed: [Followed] = []
    private var sought: [Sought] = []
    private var cancelled: [String] = []

    /// The wait before what could not be done is tried again.
    private static let retryMilliseconds: Int32 = 500

    init(mailbox: Mailbox) {
        self.mailbox = mailbox
    }

    consuming func run() {
        while true {
            let ended = wait()
            let contents = mailbox.take()
            if contents.isClosed { return }
            add(contents.added)
            sought += contents.sought
            sought += ended.map {
                Sought(attempt: followed[$0].attempt, folder: followed[$0].folder)
            }
            for index in ended.reversed() { followed.remove(at: index) }
            cancelled = (cancelled + contents.cancelled)
                .filter { !AttemptFolder(path: $0).cancel() }
            if let listener = contents.listener { seek(listener) }
        }
    }

    /// Reports on what is sought; what cannot be known yet stays so.
    private mutating func seek(_ listener: ExitFollower.Listener) {
        let all = sought
        sought = []
        for one in all {
            let finding = AttemptFolder(path: one.folder).settledFinding()
            switch finding {
            case .unknown: sought.append(one)
            case .running(let process):
                guard let handle = try? process.openHandle() else {
                    sought.append(one)
                    continue
                }
                add([Followed(attempt: one.attempt, folder: one.folder, handle: handle)])
                listener(one.attempt, finding)
            case .ended, .neverStarted, .lost: listener(one.attempt, finding)
            }
        }
    }

    /// Waits for a letter or an exit; returns the indices of what ended, ascending.
    private func wait() -> [Int] {
        let numbers = [mailbox.event.number] + followed.map(\.handle.number)
        var items = numbers.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let timeout = sought.isEmpty && cancelled.isEmpty ? -1 : Self.retryMilliseconds
        guard poll(&items, nfds_t(items.count), timeout) > 0 else { return [] }
        return followed.indices.filter { items[$0 + 1].revents != 0 }
    }

    /// An attempt found twice is followed once.
    private mutating func add(_ added: [Followed]) {
        for one in added {
            let isKnown = followed.contains { other in
                one.attempt == other.attempt && one.folder.utf8.elementsEqual(other.folder.utf8)
            }
            if !isKnown { followed.append(one) }
        }
    }
}
