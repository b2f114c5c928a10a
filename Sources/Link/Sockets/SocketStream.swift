import CLinux
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
    /// Descriptors that go out with the byte at this place of the outgoing ones.
    private var passing: [(place: Int, descriptors: PassedDescriptors)] = []
    private let takesDescriptors: Bool
    private var received: [Int32] = []
    /// The other end closed the connection, or it broke, and all that came was read.
    private(set) var isOver = false
    /// The other end takes nothing any more; what it said last may still be there to be read.
    private(set) var isDeaf = false

    /// Descriptors that come where none are taken are closed by the kernel.
    init(
        _ descriptor: Int32,
        lineLimit: Int = LinkLimits.frame,
        takesDescriptors: Bool = false
    ) {
        self.descriptor = descriptor
        self.takesDescriptors = takesDescriptors
        incoming = LineSplitter(limit: lineLimit)
    }

    deinit {
        for one in received { close(one) }
        close(descriptor)
    }

    // MARK: - Reading

    /// Takes what came, at most one read of it, so that no other connection waits for long.
    func read() {
        withUnsafeTemporaryAllocation(byteCount: Self.readSize, alignment: 1) { buffer in
            let count = receive(buffer)
            if count > 0 {
                incoming.add(buffer.prefix(count))
            } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
                isOver = true
            }
        }
    }

    private func receive(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard takesDescriptors else {
            return recv(descriptor, buffer.baseAddress, buffer.count, 0)
        }
        var found: (Int32, Int32) = (-1, -1)
        var foundCount: Int32 = 0
        let count = withUnsafeMutableBytes(of: &found) { room in
            clinux_receive(
                descriptor,
                buffer.baseAddress,
                buffer.count,
                room.bindMemory(to: Int32.self).baseAddress,
                2,
                &foundCount
            )
        }
        received += [found.0, found.1].prefix(Int(foundCount))
        // Nobody asked for so many.
        if received.count > LinkLimits.descriptors { isOver = true }
        return count
    }

    /// The next whole line that came.
    func line() -> [UInt8]? { incoming.next() }

    /// The descriptor that came first of those that were not taken; nil where none is left.
    func takeDescriptor() -> Int32? { received.isEmpty ? nil : received.removeFirst() }

    /// What came is longer than a frame may be.
    var isTooLong: Bool { incoming.isTooLong }

    // MARK: - Writing

    /// Bytes that the other end did not take yet.
    var waiting: Int { outgoing.count - sent }

    /// Adds bytes to those that go out with the next ``write()``, and descriptors beside them.
    func add(_ bytes: [UInt8], with descriptors: PassedDescriptors? = nil) {
        if let descriptors, !descriptors.open.isEmpty, !bytes.isEmpty {
            passing.append((outgoing.count, descriptors))
        }
        outgoing += bytes
    }

    /// Gives out as much as the kernel takes.
    func write() {
        while waiting > 0, !isDeaf {
            let count = sendSome()
            if count > 0 {
                if let first = passing.first, first.place == sent { passing.removeFirst() }
                sent += count
            } else if errno == EAGAIN {
                break
            } else if errno != EINTR {
                isDeaf = true
            }
        }
        if isDeaf { sent = outgoing.count }
        // Moving what is left costs its length, so it is done seldom where that is long.
        let isDone = sent == outgoing.count
        guard isDone || sent > max(LinkLimits.waitingBytes, outgoing.count / 2) else { return }
        outgoing.removeFirst(sent)
        passing = passing.map { (place: $0.place - sent, descriptors: $0.descriptors) }
        sent = 0
    }

    /// Gives out bytes up to the next ones that descriptors go with.
    private func sendSome() -> Int {
        let starts = passing.first?.place == sent
        let next = passing.dropFirst(starts ? 1 : 0).first?.place ?? outgoing.count
        return outgoing[sent..<next].withUnsafeBytes { bytes in
            guard starts, let first = passing.first else {
                return send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            let open = first.descriptors.open
            return clinux_send(
                descriptor,
                bytes.baseAddress,
                bytes.count,
                open,
                Int32(open.count)
            )
        }
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
