import Glibc

/// One end of a connection that never blocks: what came in lines, and what waits to go out.
///
/// Belongs to one thread; closed with its last owner.
final class SocketStream {
    /// What one read takes.
    private static let readSize = 64 << 10

    let descriptor: Int32
    private var incoming: LineSplitter
    private var outgoing: [UInt8] = []
    /// Bytes of the outgoing ones that were taken by the kernel.
    private var sent = 0
    /// The other end closed the connection, or it broke, and all that came was read.
    private(set) var isOver = false
    /// The other end takes nothing any more; what it said last may still be there to be read.
    private(set) var isDeaf = false

    init(_ descriptor: Int32, lineLimit: Int = LinkLimits.frame) {
        self.descriptor = descriptor
        incoming = LineSplitter(limit: lineLimit)
    }

    deinit { close(descriptor) }

    /// Takes what came, at most one read of it, so that no other connection waits for long.
    func read() {
        withUnsafeTemporaryAllocation(byteCount: Self.readSize, alignment: 1) { buffer in
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 {
                incoming.add(buffer.prefix(count))
            } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
                isOver = true
            }
        }
    }

    /// The next whole line that came.
    func line() -> [UInt8]? { incoming.next() }

    /// What came is longer than a frame may be.
    var isTooLong: Bool { incoming.isTooLong }

    /// Bytes that the other end did not take yet.
    var waiting: Int { outgoing.count - sent }

    /// Adds bytes to those that go out with the next ``write()``.
    func add(_ bytes: [UInt8]) {
        outgoing += bytes
    }

    /// Gives out as much as the kernel takes.
    func write() {
        while waiting > 0, !isDeaf {
            let count = outgoing[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count > 0 {
                sent += count
            } else if errno == EAGAIN {
                break
            } else if errno != EINTR {
                isDeaf = true
            }
        }
        if isDeaf { sent = outgoing.count }
        guard sent == outgoing.count || sent > LinkLimits.waitingBytes else { return }
        outgoing.removeFirst(sent)
        sent = 0
    }

    /// What to wait for: room where something waits, and more where it is wanted.
    func entry(wantsMore: Bool) -> pollfd {
        let events = (wantsMore ? POLLIN : 0) | (waiting > 0 ? POLLOUT : 0)
        return pollfd(fd: descriptor, events: Int16(events), revents: 0)
    }
}

extension pollfd {
    /// Something can be read, or the other end is gone.
    var isReadable: Bool { revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 }

    /// The other end is gone, also where nothing is read from it.
    var isGone: Bool { revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 }
}
