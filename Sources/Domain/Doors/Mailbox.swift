import Glibc
import Synchronization

/// A bounded queue between threads, with a descriptor that is readable while something waits.
///
/// Any thread posts; one thread takes.
package final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        var waiting: [Element] = []
        var isSignalled = false
    }

    /// The descriptor to poll; it stays open as long as the mailbox.
    package let descriptor: Int32
    private let signal: Int32
    private let capacity: Int
    private let state = Mutex(State())

    /// Makes a mailbox for at most `capacity` waiting elements.
    ///
    /// Fails with `errno` when the process is out of descriptors.
    package init(capacity: Int) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw Refusal(
                .worldFailed,
                "No pipe could be made: \(String(cString: strerror(errno)))."
            )
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        descriptor = ends[0]
        signal = ends[1]
        self.capacity = capacity
    }

    deinit {
        close(descriptor)
        close(signal)
    }

    /// Adds an element; false when the mailbox is full and the element was not taken.
    @discardableResult
    package func post(_ element: Element) -> Bool {
        state.withLock { state in
            guard state.waiting.count < capacity else { return false }
            state.waiting.append(element)
            if !state.isSignalled {
                // Inside the lock, so that the byte and the flag never disagree; a write of one
                // byte into an empty pipe does not wait.
                var byte: UInt8 = 1
                _ = write(signal, &byte, 1)
                state.isSignalled = true
            }
            return true
        }
    }

    /// Takes all that waits, without blocking.
    package func take() -> [Element] {
        state.withLock { state in
            if state.isSignalled {
                var byte: UInt8 = 0
                _ = read(descriptor, &byte, 1)
                state.isSignalled = false
            }
            defer { state.waiting = [] }
            return state.waiting
        }
    }

    /// Blocks until something waits or the time is over, then takes all of it.
    package func wait(until deadline: ContinuousClock.Instant?) -> [Element] {
        while true {
            let elements = take()
            if !elements.isEmpty { return elements }
            var milliseconds: Int32 = -1
            if let deadline {
                let left = (deadline - .now).seconds
                if left <= 0 { return [] }
                milliseconds = Int32(min(left * 1_000 + 1, 3_600_000))
            }
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&entry, 1, milliseconds)
        }
    }
}
