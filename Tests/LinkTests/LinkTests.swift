import Domain
import Foundation
import Glibc
import Link
import Testing

@Suite("The engine's socket", .timeLimit(.minutes(5)))
struct LinkTests {
    private static let user = Actor.person("user \(geteuid())")

    @Test("a command is the OS user's, whatever the client says, and is answered")
    func command() throws {
        let rig = try LinkRig()
        defer { rig.finish() }
        let client = try rig.client()
        #expect(client.engine == LinkWelcome(version: "1.0", pid: 7, isHeadless: false))
        let edit = FileEdit(path: "pårams.yaml", before: "a: 1\n", after: "a: 2\n", changes: ["a"])
        let command = Command.recordEdit("study", edit)
        let answer = try PendingAnswer(client, command)
        let asked = try #require(rig.engine.commands(1).first)
        #expect(asked.command == command)
        #expect(asked.actor == Self.user)
        let reply = Reply(position: Position(5), run: LinkRig.run, text: "Edited.")
        asked.reply(.success(reply))
        #expect(try answer.get() == reply)
    }

    @Test("a refusal comes as it was said")
    func refusal() throws {
        let rig = try LinkRig()
        defer { rig.finish() }
        let client = try rig.client()
        defer { client.close() }
        let answer = try PendingAnswer(client, .cancel(LinkRig.run, "train"))
        let refusal = Refusal(.notActive, "“train” is not running.\nNothing to cancel.")
        rig.engine.commands(1).first?.reply(.failure(refusal))
        #expect(answer.refusal() == refusal)
    }

    @Test("commands under way are answered in any order, each to its own client")
    func order() throws {
        let rig = try LinkRig()
        defer { rig.finish() }
        let clients = try [rig.client(), rig.client()]
        let answers = try (0..<20).map { index in
            try PendingAnswer(clients[index % 2], LinkRig.comment("\(index)"))
        }
        for asked in rig.engine.commands(20).reversed() {
            guard case .comment(_, _, let text) = asked.command else { continue }
            asked.reply(.success(Reply(position: .start, text: text)))
        }
        for (index, answer) in answers.enumerated() {
            #expect(try answer.get().text == "\(index)")
        }
    }

    @Test("every client hears how the journal grew")
    func growth() throws {
        let rig = try LinkRig()
        defer { rig.finish() }
        let clients = try [rig.client(), rig.client()]
        let heard = try clients.map { client in
            let box = try Mailbox<Growth>(capacity: 100)
            client.follow { box.post($0) }
            return box
        }
        rig.engine.grow(to: 7, runs: [LinkRig.run])
        defer { clients.forEach { $0.close() } }
        for box in heard {
            let growth = try #require(box.wait(until: .now + .seconds(20)).first)
            #expect(growth == Growth(position: Position(7), runs: [LinkRig.run]))
        }
    }

    @Test("the launch of a leased stage is handed out, or refused")
    func lease() throws {
        let rig = try LinkRig()
        defer { rig.finish() }
        let door = try rig.client()
        #expect(try door.lease(AttemptID(LinkRig.run, "shell", 1)) == TestEngine.launch)
        let refusal = #expect(throws: Refusal.self) {
            try door.lease(AttemptID(LinkRig.run, "shell", 2))
        }
        #expect(refusal?.code == .notReady)
    }

    @Test("a stage that needs a terminal comes to that of whoever asked, or to any once that left")
    func leaseOwner() throws {
        let rig = try LinkRig()
        defer { rig.finish() }
        let attempt = AttemptID(LinkRig.run, "shell", 1)
        let (asking, other) = (try rig.client(), try rig.client())
        let answer = try PendingAnswer(asking, .start("study", .next, StartOptions()))
        rig.engine.commands(1).first?.reply(
            .success(Reply(position: Position(1), run: LinkRig.run))
        )
        _ = try answer.get()
        #expect(throws: Refusal.self) { try other.lease(attempt) }
        #expect(try asking.lease(attempt) == TestEngine.launch)
        asking.close()
        // The server hears of it in its own time.
        while (try? other.lease(attempt)) == nil {}
    }

    @Test("paths of any length work")
    func longPath() throws {
        let rig = try LinkRig(depth: 5, answersAtOnce: true)
        defer { rig.finish() }
        #expect(rig.folder.utf8.count > 500)
        let client = try rig.client()
        defer { client.close() }
        let answer = try PendingAnswer(client, LinkRig.comment("far away"))
        #expect(try answer.get().position == Position(1))
    }

    @Test("a dead engine's socket leads nowhere, and is replaced by one for its owner only")
    func stale() throws {
        let rig = try LinkRig(listens: false)
        defer { rig.finish() }
        #expect(throws: LinkFailure.nobody) { try rig.client() }
        do { _ = try RawServer(rig.socket) }
        #expect(access(rig.socket, F_OK) == 0)
        #expect(throws: LinkFailure.nobody) { try rig.client() }
        try rig.listen()
        _ = try rig.client()
        var status = stat()
        #expect(lstat(rig.socket, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        rig.finish()
        #expect(access(rig.socket, F_OK) != 0, "Nothing is left behind.")
    }

    @Test("at an orderly end what is open is known not to be decided")
    func orderlyEnd() throws {
        let rig = try LinkRig()
        defer { rig.finish() }
        let ends = try Mailbox<LinkEnd>(capacity: 4)
        let client = try rig.client { ends.post($0) }
        let answer = try PendingAnswer(client, LinkRig.comment("too late"))
        _ = rig.engine.commands(1)
        rig.finish(hasSuccessor: true)
        #expect(answer.refusal()?.code == .engineEnding)
        #expect(ends.wait(until: .now + .seconds(20)) == [.ended(hasSuccessor: true)])
        #expect(try PendingAnswer(client, .undo("study")).refusal()?.code == .engineEnding)
    }

    @Test("an engine that vanishes leaves no request without an answer")
    func lost() throws {
        let rig = try LinkRig(listens: false)
        defer { rig.finish() }
        let server = try RawServer(rig.socket)
        let ends = try Mailbox<LinkEnd>(capacity: 4)
        let socket = rig.folder
        let box = try Mailbox<LinkDoor>(capacity: 1)
        let thread = Thread {
            if let door = try? LinkDoor(folder: socket, version: "1", ended: { ends.post($0) }) {
                box.post(door)
            }
        }
        thread.start()
        var peer: RawClient? = server.accept()
        peer?.send(
            #"{"welcome":{"_0":{"isHeadless":true,"pid":9,"protocol":2,"version":"1"}}}"# + "\n"
        )
        let client = try #require(box.wait(until: .now + .seconds(20)).first)
        let answer = try PendingAnswer(client, LinkRig.comment("into the dark"))
        #expect(peer?.line()?.contains("hello") == true)
        #expect(peer?.line()?.contains("into the dark") == true)
        peer = nil
        #expect(answer.refusal()?.code == .worldFailed)
        #expect(ends.wait(until: .now + .seconds(20)) == [.lost])
    }

    @Test(
        "what answers a greeting decides whether there is an engine",
        arguments: [
            (#"{"ending":{"hasSuccessor":false}}"#, LinkFailure.nobody),
            ("", LinkFailure.nobody),
            (
                #"{"refused":{"_0":{"code":"badInput","text":"No."}}}"#,
                LinkFailure.refused(Refusal(.badInput, "No."))
            ),
            (
                #"{"grew":{"_0":{"position":{"number":1},"runs":[]}}}"#,
                LinkFailure.refused(
                    Refusal(.badInput, "What answers at the engine's socket is no engine.")
                )
            ),
        ]
    )
    func greeting(line: String, failure: LinkFailure) throws {
        let rig = try LinkRig(listens: false)
        let server = try RawServer(rig.socket)
        let thread = Thread { server.answerOne(line.isEmpty ? "" : line + "\n") }
        thread.start()
        #expect(throws: failure) { try rig.client() }
    }

    @Test("only an engine that runs by itself can be asked to end")
    func end() throws {
        let rig = try LinkRig()
        defer { rig.finish() }
        let ended = try Mailbox<Refusal?>(capacity: 4)
        let client = try rig.client()
        client.end { ended.post($0) }
        let refusal = try #require(ended.wait(until: .now + .seconds(20)).first)
        #expect(refusal?.code == .badInput)
        rig.finish()
        let asked = try Mailbox<Void>(capacity: 1)
        try rig.listen { asked.post(()) }
        let other = try rig.client()
        other.end { ended.post($0) }
        #expect(ended.wait(until: .now + .seconds(20)) == [nil])
        #expect(!asked.wait(until: .now + .seconds(20)).isEmpty)
    }
}
