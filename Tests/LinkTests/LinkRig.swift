import Domain
import Foundation
import Glibc
import Link
import Synchronization
import Testing

/// An engine's socket in a folder of its own, and clients on it.
///
/// Call ``finish(hasSuccessor:)`` at the end of a test, which also keeps it alive until then.
final class LinkRig: Sendable {
    static let run = RunID("study", 1)

    let folder: String
    let engine: TestEngine
    let notes: Mailbox<String>
    /// As whom the engine runs.
    private let owner: uid_t
    private let reading: TestReading
    private let base: String
    private let server = Mutex<LinkServer?>(nil)

    /// With `depth` the folder's path is so many names long.
    ///
    /// All clients are guests of the engine where its `owner` is another user.
    init(
        depth: Int = 0,
        answersAtOnce: Bool = false,
        listens: Bool = true,
        owner: uid_t = geteuid(),
        reading: TestReading = TestReading()
    ) throws {
        self.owner = owner
        self.reading = reading
        var template = Array("/tmp/pitwall-link-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let bytes = template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
        base = String(decoding: bytes, as: UTF8.self)
        let names = Array(repeating: String(repeating: "n", count: 100), count: depth)
        folder = ([base] + names).joined(separator: "/")
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        engine = try TestEngine(answersAtOnce: answersAtOnce)
        notes = try Mailbox(capacity: 1_000)
        if listens { try listen() }
    }

    deinit {
        finish()
        try? FileManager.default.removeItem(atPath: base)
    }

    var socket: String { folder + "/engine.sock" }

    func listen(end: (@Sendable () -> Void)? = nil, group: gid_t? = nil) throws {
        let (notes, reading) = (notes, reading)
        let started = try LinkServer(
            folder: folder,
            door: engine,
            setting: LinkServer.Setting(
                welcome: LinkWelcome(version: "1.0", pid: 7, isHeadless: end != nil),
                owner: owner,
                group: group,
                reading: { TestReading.Seen(reading: reading, by: $0) },
                name: { "user \($0)" },
                note: { notes.post($0) },
                end: end
            )
        )
        server.withLock { $0 = started }
    }

    func finish(hasSuccessor: Bool = false) {
        let running = server.withLock { server in
            defer { server = nil }
            return server
        }
        running?.stopAccepting()
        running?.finish(hasSuccessor: hasSuccessor)
    }

    func client(_ ended: @escaping @Sendable (LinkEnd) -> Void = { _ in }) throws -> LinkDoor {
        try LinkDoor(folder: folder, version: "1.0", ended: ended)
    }

    /// A client that may say anything; its greeting is said.
    func rawClient(greets: Bool = true) throws -> RawClient {
        let client = try RawClient(socket)
        if greets { client.send(#"{"hello":{"protocol":2,"version":"1.0"}}"# + "\n") }
        return client
    }

    static func comment(_ text: String) -> Command { .comment(run, nil, text) }
}

/// The answer to a command, once it is there.
struct PendingAnswer {
    private let box: Mailbox<Result<Reply, Refusal>>

    init(_ door: any EngineDoor, _ command: Command) throws {
        let box = try Mailbox<Result<Reply, Refusal>>(capacity: 2)
        self.box = box
        door.send(command, by: .person("nobody")) { box.post($0) }
    }

    func get() throws -> Reply {
        let answers = box.wait(until: .now + .seconds(20))
        try #require(answers.count == 1, "It is answered, once.")
        return try answers[0].get()
    }

    func refusal() -> Refusal? {
        do {
            _ = try get()
            return nil
        } catch {
            return error as? Refusal
        }
    }
}
