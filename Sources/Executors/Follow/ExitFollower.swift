import CSystem
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
        let event = csystem_event()
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

    /// Reports what is known already, on the thread as well.
    func deliver(_ attempt: AttemptID, _ finding: AttemptFinding) {
        mailbox.change { $0.delivered.append((attempt, finding)) }
    }
}

/// An attempt whose watcher's end is awaited.
private struct Followed {
    let attempt: AttemptID
    let folder: String
    let handle: OwnedDescriptor
}

/// What the owner has for the thread.
private final class Mailbox: Sendable {
    struct Contents {
        var listener: ExitFollower.Listener?
        var added: [Followed] = []
        var delivered: [(AttemptID, AttemptFinding)] = []
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

    /// Takes what is there; reports wait until there is a listener.
    func take() -> Contents {
        var count: UInt64 = 0
        read(event.number, &count, MemoryLayout<UInt64>.size)
        return contents.withLock { contents in
            let taken = contents
            contents.added = []
            if contents.listener != nil { contents.delivered = [] }
            return taken
        }
    }
}

/// The thread's work.
private struct FollowingLoop {
    let mailbox: Mailbox
    private var followed: [Followed] = []

    init(mailbox: Mailbox) {
        self.mailbox = mailbox
    }

    consuming func run() {
        while true {
            let ended = wait()
            let contents = mailbox.take()
            if contents.isClosed { return }
            add(contents.added)
            guard let listener = contents.listener else {
                // The exits stay readable and wake us again with the listener's coming.
                for index in ended { redeliver(index) }
                remove(ended)
                continue
            }
            for (attempt, finding) in contents.delivered { listener(attempt, finding) }
            for index in ended {
                let one = followed[index]
                listener(one.attempt, AttemptFolder(path: one.folder).finding())
            }
            remove(ended)
        }
    }

    /// Waits for a letter or an exit; returns the indices of what ended, ascending.
    private func wait() -> [Int] {
        let numbers = [mailbox.event.number] + followed.map(\.handle.number)
        var items = numbers.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&items, nfds_t(items.count), -1) > 0 else { return [] }
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

    private func redeliver(_ index: Int) {
        let one = followed[index]
        let finding = AttemptFolder(path: one.folder).finding()
        mailbox.change { $0.delivered.append((one.attempt, finding)) }
    }

    private mutating func remove(_ indices: [Int]) {
        for index in indices.reversed() { followed.remove(at: index) }
    }
}
