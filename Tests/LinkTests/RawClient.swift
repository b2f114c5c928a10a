import Glibc
import Testing

/// A socket whose bytes a test writes and reads itself.
final class RawClient {
    /// The socket's descriptor.
    let descriptor: Int32
    private var buffer: [UInt8] = []

    /// Connects to a socket with a short path.
    init(_ path: String) throws {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        descriptor = socket
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(
            socket,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &limit,
            socklen_t(MemoryLayout<timeval>.size)
        )
        let code = Self.withAddress(path) { connect(socket, $0, $1) }
        try #require(code == 0, "\(path): \(String(cString: strerror(errno)))")
    }

    init(taken descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Writes all of it, waiting for room; ends where the other end is closed.
    func send(_ text: String) { Self.send(text, to: descriptor) }

    static func send(_ text: String, to socket: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// The next line; nil at the end.
    func line() -> String? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeFirst(end + 1)
                return line
            }
            var part = [UInt8](repeating: 0, count: 65_536)
            let count = recv(descriptor, &part, part.count, 0)
            guard count > 0 else { return nil }
            buffer += part.prefix(count)
        }
    }

    /// All lines to the end.
    func lines() -> [String] {
        var all: [String] = []
        while let line = line() { all.append(line) }
        return all
    }

    static func withAddress(
        _ path: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// A socket that listens and does what a test says.
final class RawServer: Sendable {
    private let socket: Int32

    init(_ path: String) throws {
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        try #require(RawClient.withAddress(path) { bind(socket, $0, $1) } == 0)
        try #require(listen(socket, 8) == 0)
    }

    deinit { close(socket) }

    /// Takes one connection and its first line, answers, and closes it.
    func answerOne(_ text: String) {
        let client = accept()
        _ = client.line()
        client.send(text)
    }

    func accept() -> RawClient {
        RawClient(taken: Glibc.accept(socket, nil, nil))
    }
}
