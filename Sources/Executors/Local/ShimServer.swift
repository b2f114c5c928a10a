import CLinux
import Domain
import Glibc

/// The fork server of this engine.
///
/// Each request goes over a socket of its own, whose other end is handed to the server in one
/// packet; so requests of several threads neither wait for each other nor mix.
final class ShimServer: Sendable {
    /// What a start request was told.
    enum Answer: Hashable {
        case started(ProcessRecord)
        /// The attempt's folder says what became of it.
        case exists
        case refused(errorNumber: Int32, String)
        /// The server or the watcher ended before it answered.
        case none
    }

    private let control: OwnedDescriptor
    let pid: pid_t

    /// Starts the server and waits for its greeting.
    ///
    /// With a successor it is that one's to see that the project has an engine again, as long as
    /// watchers of this server run.
    init(path: String, successor: EngineSuccessor? = nil) throws {
        var ends: [Int32] = [-1, -1]
        guard clinux_packet_pair(&ends) == 0 else { throw ExecutorError.system("make a socket") }
        let control = OwnedDescriptor(ends[0])
        let remote = OwnedDescriptor(ends[1])
        var pid: pid_t = 0
        let names = [path, "serve"] + (successor.map { [$0.program, $0.root] } ?? [])
        let arguments = names.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        let inherits: Int32 = successor == nil ? 0 : 1
        guard clinux_spawn_server(path, arguments, inherits, remote.number, &pid) == 0 else {
            let number = errno
            throw ExecutorError(
                .shimMissing,
                "Cannot run '\(path)': \(String(cString: strerror(number))). "
                    + "Install it together with pitwall.",
                errorNumber: number
            )
        }
        self.control = control
        self.pid = pid
        _ = consume remote
        try Self.greet(control.number, path: path)
    }

    deinit {
        // Its end of the socket tells the server to go; it holds nothing that could take long.
        shutdown(control.number, Int32(SHUT_RDWR))
        let handle = clinux_process_handle(pid)
        if handle >= 0 {
            var item = pollfd(fd: handle, events: Int16(POLLIN), revents: 0)
            poll(&item, 1, Self.goodbyeMilliseconds)
            close(handle)
        }
        waitpid(pid, nil, WNOHANG)
    }

    /// Asks for a watcher and waits for its answer.
    func request(_ message: [UInt8]) throws -> Answer {
        var ends: [Int32] = [-1, -1]
        guard clinux_stream_pair(&ends) == 0 else { throw ExecutorError.system("make a socket") }
        let stream = OwnedDescriptor(ends[0])
        let remote = OwnedDescriptor(ends[1])
        limitWaiting(stream.number)
        let sent = clinux_send_descriptor(control.number, Self.protocolByte, remote.number)
        _ = consume remote
        guard sent == 0, send(message, to: stream.number) else { return .none }
        shutdown(stream.number, Int32(SHUT_WR))
        return try readAnswer(from: stream.number)
    }

    // MARK: - Private

    /// Both sides were built with this number.
    private static let protocolByte: UInt8 = 1
    private static let goodbyeMilliseconds: Int32 = 1000
    /// Longer than any disk should take to make a folder with three files.
    private static let answerSeconds = 60
    private static let answerBytes = 4096

    private static func greet(_ control: Int32, path: String) throws {
        var byte: UInt8 = 0
        var size = recv(control, &byte, 1, 0)
        while size < 0 && errno == EINTR { size = recv(control, &byte, 1, 0) }
        guard size == 1, byte == protocolByte else {
            let found = size == 1 ? "speaks protocol \(byte)" : "did not answer"
            throw ExecutorError(
                .protocolMismatch,
                "'\(path)' \(found), this pitwall needs protocol \(protocolByte). "
                    + "Install both from one release."
            )
        }
    }

    private func limitWaiting(_ stream: Int32) {
        var time = timeval(tv_sec: Self.answerSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(stream, SOL_SOCKET, SO_RCVTIMEO, &time, size)
        setsockopt(stream, SOL_SOCKET, SO_SNDTIMEO, &time, size)
    }

    /// Sends all bytes, or nothing more once the other side is gone.
    private func send(_ message: [UInt8], to stream: Int32) -> Bool {
        message.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let size = Glibc.send(stream, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
                if size < 0 && errno == EINTR { continue }
                if size <= 0 { return false }
                rest = rest.dropFirst(size)
            }
            return true
        }
    }

    private func readAnswer(from stream: Int32) throws -> Answer {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: Self.answerBytes)
        while bytes.count < Self.answerBytes {
            let size = recv(stream, &part, part.count, 0)
            if size < 0 && errno == EINTR { continue }
            if size < 0 && errno == EAGAIN {
                throw ExecutorError(
                    .noAnswer,
                    "The watcher did not answer within \(Self.answerSeconds) s. "
                        + "The disk of the project may be stuck."
                )
            }
            if size <= 0 { break }
            bytes += part[..<size]
        }
        return Self.answer(from: bytes)
    }

    /// The layouts stand in `answer.c`.
    private static func answer(from bytes: [UInt8]) -> Answer {
        switch bytes.first {
        case UInt8(ascii: "s") where bytes.count >= 13:
            let process = ProcessRecord(
                pid: Int32(truncatingIfNeeded: number(bytes[1..<5])),
                startTicks: number(bytes[5..<13]),
                boot: String(decoding: bytes[13...], as: UTF8.self)
            )
            return .started(process)
        case UInt8(ascii: "f") where bytes.count >= 5:
            return .refused(
                errorNumber: Int32(truncatingIfNeeded: number(bytes[1..<5])),
                String(decoding: bytes[5...], as: UTF8.self)
            )
        case UInt8(ascii: "x"): return .exists
        default: return .none
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
