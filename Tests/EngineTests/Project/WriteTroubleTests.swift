import Domain
import Engine
import Foundation
import Glibc
import Testing

@Suite("What an engine cannot write, as others read it", .timeLimit(.minutes(5)))
struct WriteTroubleTests {
    private static let since = Date(timeIntervalSince1970: 1_800_000_000)

    private static func note(_ number: Int32, place: String? = nil) -> TroubleNote {
        TroubleNote(
            subject: place == nil ? .journal : .stages,
            errorNumber: number,
            since: since,
            retrySeconds: 2,
            place: place
        )
    }

    @Test("it is read from the engine's lock as long as it stands, with the room there is")
    func told() throws {
        let rig = try ProjectRig(ProjectRig.single("echo > out.txt"))
        let folder = rig.root + "/.pitwall"
        try #require(mkdir(folder, 0o700) == 0)
        let lock = try EngineLock(folder: folder)
        #expect(try rig.reading.project().trouble == nil)
        lock.tell(Self.note(ENOSPC))
        let trouble = try #require(try rig.reading.project().trouble)
        #expect(trouble.subject == .journal)
        #expect(trouble.reason == "No space left on device")
        #expect(trouble.isLackOfRoom)
        #expect(trouble.since == Self.since)
        #expect(trouble.room?.folder == folder)
        lock.tell(Self.note(EIO, place: rig.root + "/gone/cache/file"))
        let other = try #require(try rig.reading.project().trouble)
        #expect(other.subject == .stages)
        #expect(!other.isLackOfRoom)
        #expect(other.room?.folder == rig.root)
        #expect(rig.reading.checkup().items.contains { $0.name == "writing" })
        lock.tell(nil)
        #expect(try rig.reading.project().trouble == nil)
        #expect(try rig.text(".pitwall/engine.lock").hasPrefix("\(getpid())\n"))
    }

    @Test("what a dead engine said counts for nothing")
    func dead() throws {
        let rig = try ProjectRig(ProjectRig.single("echo > out.txt"))
        try rig.write(
            ".pitwall/engine.lock",
            "1\ntrouble journal\nerror 28\nsince 1\nretry 2\nend\n"
        )
        #expect(try rig.reading.project().trouble == nil)
    }

    @Test("a stage whose end is not written reads as ended, not as running")
    func ended() throws {
        let rig = try ProjectRig(ProjectRig.single("cat gate; echo > out.txt; exit 3"))
        try rig.makeGate("gate")
        try rig.start()
        try rig.ask(.start("study", .all, StartOptions()))
        try rig.wait { $0.stage("work")?.phase == .running }
        try rig.stop()
        let lock = try EngineLock(folder: rig.root + "/.pitwall")
        lock.tell(Self.note(ENOSPC))
        #expect(try rig.pipeline().newestRun?.run.stage("work")?.status == .running)
        try rig.open(gate: "gate")
        try rig.waitForReport(of: AttemptID(RunID("study", 1), "work", 1))
        let run = try #require(try rig.pipeline().newestRun?.run)
        let stage = try #require(run.stage("work"))
        #expect(stage.wait == .journal(.exited(3)))
        #expect(stage.status == .queued)
        #expect(stage.attempts.last?.report?.status == .exited(3))
        #expect(stage.reason == "ended with exit status 3; that waits to be written down")
        #expect(run.status == .queued)
        #expect(run.isActive)
        #expect(try rig.reading.run(run.id)?.run == run)
        lock.tell(nil)
        #expect(try rig.pipeline().newestRun?.run.stage("work")?.wait == nil)
    }
}
