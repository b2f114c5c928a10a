import Domain
import Foundation
import Link
import Synchronization
import Testing

/// A project with one lock, in which processes are played by doors.
private final class TestProject: Sendable {
    private struct State {
        var isLocked = false
        var starts = 0
    }

    let folder: String
    let engine: TestEngine
    private let state = Mutex(State())
    private let losses = Mutex<[@Sendable (Refusal) -> Void]>([])

    /// Kept for its folder.
    private let rig: LinkRig

    init(_ rig: LinkRig) {
        self.rig = rig
        folder = rig.folder
        engine = rig.engine
    }

    var starts: Int { state.withLock { $0.starts } }

    /// The door of one more process.
    func door(mayStart: Bool = true) throws -> SharedDoor {
        let start: @Sendable () throws -> any HostedDoor = { try self.start() }
        return try SharedDoor(
            EngineWays(
                start: mayStart ? start : nil,
                attach: { ended throws(LinkFailure) in
                    try LinkDoor(folder: self.folder, version: "1.0", ended: ended)
                },
                position: { Position(40) }
            )
        )
    }

    func start() throws -> TestHost {
        let isFree = state.withLock { state in
            guard !state.isLocked else { return false }
            state.isLocked = true
            state.starts += 1
            return true
        }
        guard isFree else { throw Refusal(.engineElsewhere, "Another one has it.") }
        return try TestHost(self)
    }

    func unlock() { state.withLock { $0.isLocked = false } }

    /// Keeps what is to hear that an engine lost its place.
    func keep(_ hear: @escaping @Sendable (Refusal) -> Void) {
        losses.withLock { $0.append(hear) }
    }

    /// Tells the first engine that its place is lost.
    func loseFirst(_ refusal: Refusal) { losses.withLock(\.first)?(refusal) }
}

/// An engine in a process that is played.
private final class TestHost: HostedDoor {
    private let project: TestProject
    private let server: LinkServer

    init(_ project: TestProject) throws {
        self.project = project
        server = try LinkServer(
            folder: project.folder,
            door: project.engine,
            setting: LinkServer.Setting(
                welcome: LinkWelcome(version: "1.0", pid: 1, isHeadless: false),
                reading: { TestReading.Seen(reading: TestReading(), by: $0) },
                name: { "user \($0)" }
            )
        )
    }

    var hasClients: Bool { server.hasClients }

    func watch(lost: @escaping @Sendable (Refusal) -> Void) { project.keep(lost) }

    func stop(reason: String, hasSuccessor: Bool) {
        server.stopAccepting()
        project.unlock()
        server.finish(hasSuccessor: hasSuccessor)
    }

    func send(
        _ command: Command,
        by actor: Actor,
        reply: @escaping @Sendable (Result<Reply, Refusal>) -> Void
    ) {
        project.engine.send(command, by: actor, reply: reply)
    }

    func lease(_ attempt: AttemptID) throws(Refusal) -> ForegroundLaunch {
        try project.engine.lease(attempt)
    }

    func follow(_ listener: @escaping @Sendable (Growth) -> Void) {
        project.engine.follow(listener)
    }
}

@Suite("The engine that screens share", .timeLimit(.minutes(5)))
struct SharedDoorTests {
    @Test("the first has it, the others attach")
    func first() throws {
        let project = TestProject(try LinkRig(answersAtOnce: true, listens: false))
        let doors = try (0..<5).map { _ in try project.door() }
        #expect(project.starts == 1)
        #expect(doors[0].host == .here)
        let welcome = LinkWelcome(version: "1.0", pid: 1, isHeadless: false)
        #expect(doors[1...].allSatisfy { $0.host == .elsewhere(welcome) })
        for door in doors { _ = try PendingAnswer(door, .undo("study")).get() }
        doors[0].close()?.stop(reason: "", hasSuccessor: false)
    }

    @Test("an engine here that lost its place is stopped, told of, and followed by the next one")
    func lost() throws {
        let project = TestProject(try LinkRig(answersAtOnce: true, listens: false))
        let door = try project.door()
        let troubles = try Mailbox<String>(capacity: 10)
        door.follow { growth in
            if let trouble = growth.trouble { troubles.post(trouble) }
        }
        project.loseFirst(Refusal(.engineEnding, "The lock was removed."))
        #expect(troubles.wait(until: .now + .seconds(20)) == ["The lock was removed."])
        _ = try PendingAnswer(door, .undo("study")).get()
        #expect(project.starts == 2)
        // Told again by the first one, it says nothing of the second.
        project.loseFirst(Refusal(.engineEnding, "The lock was removed."))
        #expect(door.host == .here)
        door.close()?.stop(reason: "", hasSuccessor: false)
    }

    @Test("twenty that start at once have one engine", arguments: 1...5)
    func crowd(turn: Int) throws {
        let project = TestProject(try LinkRig(answersAtOnce: true, listens: false))
        let doors = try Mailbox<SharedDoor>(capacity: 20)
        for _ in 0..<20 {
            let thread = Thread {
                if let door = try? project.door() { doors.post(door) }
            }
            thread.start()
        }
        var all: [SharedDoor] = []
        while all.count < 20 { all += doors.wait(until: .now + .seconds(20)) }
        #expect(project.starts == 1)
        #expect(all.count { $0.host == .here } == 1)
    }

    @Test("what an engine did not decide before its end, the next one decides")
    func moved() throws {
        let project = TestProject(try LinkRig(listens: false))
        let host = try project.start()
        let door = try project.door()
        let grown = try Mailbox<Growth>(capacity: 10)
        door.follow { grown.post($0) }
        let answer = try PendingAnswer(door, LinkRig.comment("late"))
        _ = project.engine.commands(1)
        host.stop(reason: "", hasSuccessor: false)
        let again = try #require(project.engine.commands(1).first)
        #expect(again.command == LinkRig.comment("late"))
        again.reply(.success(Reply(position: Position(41))))
        #expect(try answer.get().position == Position(41))
        #expect(door.host == .here)
        #expect(project.starts == 2)
        let growth = grown.wait(until: .now + .seconds(20))
        let expected = Growth(position: Position(40), runs: [])
        #expect(growth.first == expected, "It has to read on.")
    }

    @Test("an engine that refuses at its end is not asked again, the next one is")
    func refusedAtTheEnd() throws {
        let project = TestProject(try LinkRig(listens: false))
        let host = try project.start()
        let door = try project.door()
        let answer = try PendingAnswer(door, LinkRig.comment("late"))
        project.engine.commands(1).first?.reply(.failure(.engineEnded))
        host.stop(reason: "", hasSuccessor: false)
        project.engine.commands(1).first?.reply(.success(Reply(position: Position(2))))
        #expect(try answer.get().position == Position(2))
    }

    @Test("a screen that only looks waits for the next engine, and starts none")
    func reader() throws {
        let project = TestProject(try LinkRig(answersAtOnce: true, listens: false))
        let host = try project.start()
        let door = try project.door(mayStart: false)
        host.stop(reason: "", hasSuccessor: false)
        let answer = try PendingAnswer(door, LinkRig.comment("patient"))
        let next = try project.start()
        #expect(try answer.get().position == Position(1))
        #expect(project.starts == 2)
        next.stop(reason: "", hasSuccessor: false)
    }

    @Test("an engine that is given away is attached to at its successor")
    func handedOver() throws {
        let project = TestProject(try LinkRig(answersAtOnce: true, listens: false))
        let door = try project.door()
        door.handOver(isBusy: false, reason: "") { Issue.record("Nobody needs another one.") }
        #expect(door.host == .here)
        let guest = try project.door()
        let successor = Mutex<TestHost?>(nil)
        let started = try Mailbox<Void>(capacity: 1)
        door.handOver(isBusy: false, reason: "") {
            let thread = Thread {
                while successor.withLock({ $0 == nil }) {
                    if let host = try? project.start() { successor.withLock { $0 = host } }
                }
                started.post(())
            }
            thread.start()
        }
        for one in [door, guest] { _ = try PendingAnswer(one, .undo("study")).get() }
        #expect(!started.wait(until: .now + .seconds(20)).isEmpty)
        #expect(project.starts == 2)
        #expect(door.host != .here && guest.host != .here)
    }

    @Test("after it was closed nothing is sent, and what waits is answered")
    func closed() throws {
        let project = TestProject(try LinkRig(listens: false))
        let host = try project.start()
        let door = try project.door()
        let answer = try PendingAnswer(door, LinkRig.comment("never mind"))
        #expect(door.close().map { _ in true } == nil)
        #expect(answer.refusal()?.code == .engineEnding)
        #expect(try PendingAnswer(door, .undo("study")).refusal()?.code == .engineEnding)
        host.stop(reason: "", hasSuccessor: false)
        #expect(project.starts == 1)
    }
}
