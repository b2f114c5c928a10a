import Domain
import Engine
import Foundation
import Glibc
import Testing

@Suite("A journal that is lost beside its attempts", .timeLimit(.minutes(5)))
struct LostJournalTests {
    enum Loss: CaseIterable { case emptied, removed }

    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    /// A project whose stage was done; then its journal was lost, and its input changed.
    private static func left(_ loss: Loss) throws -> ProjectRig {
        let rig = try ProjectRig([
            "pitwall.yaml": "pipelines: {study: {definition: dvc.yaml}}\n",
            "in.txt": "1\n",
            "dvc.yaml": """
            stages:
              work:
                cmd: cat in.txt > out.txt
                deps: [in.txt]
                outs: [out.txt]

            """,
        ])
        try rig.start()
        #expect(try rig.run().end == .done)
        try rig.stop()
        let journal = rig.root + "/.pitwall/journal.db"
        for suffix in ["-wal", "-shm"] { unlink(journal + suffix) }
        try #require(loss == .emptied ? truncate(journal, 0) == 0 : unlink(journal) == 0)
        try rig.write("in.txt", "2\n")
        return rig
    }

    private static func word(_ loss: Loss) -> String { loss == .emptied ? "is empty" : "is gone" }

    @Test("it is named, no engine begins, and nothing is changed", arguments: Loss.allCases)
    func named(loss: Loss) throws {
        let rig = try Self.left(loss)
        let project = try rig.reading.project()
        #expect(!project.knowsRuns)
        #expect(project.mistakes.contains { $0.contains(Self.word(loss)) })
        let refusal = #expect(throws: Refusal.self) { try rig.start() }
        #expect(refusal?.text.contains("pitwall doctor --repair") == true, "\(refusal?.text ?? "")")
        let item = try #require(rig.reading.checkup().items.first { $0.name == "journal" })
        #expect(item.state == .wrong)
        #expect(item.text.contains(Self.word(loss)))
        #expect(rig.exists(".pitwall/journal.db") == (loss == .emptied))
        #expect(rig.exists(".pitwall/runs/study/1/work/1/status"))
    }

    @Test(
        "repaired, a new one begins; what attempts left is kept aside and taken for nothing new",
        arguments: Loss.allCases
    )
    func repaired(loss: Loss) throws {
        let rig = try Self.left(loss)
        let place = rig.root + "/.pitwall/runs.before-20270115T080000Z"
        #expect(try rig.reading.repairJournal(at: Self.now) == .begunAnew(attempts: place))
        #expect(access(place + "/study/1/work/1/status", F_OK) == 0)
        #expect(rig.reading.checkup().items.first { $0.name == "journal" }?.state == .well)
        try rig.start()
        #expect(try rig.run().end == .done)
        #expect(try rig.text("out.txt") == "2\n")
        try rig.stop()
        // It goes with what is old, later.
        var keep = Cleanup.Keep()
        keep.time = .seconds(0)
        let items = try Cleanup(rig.reading, keeping: keep, at: .distantFuture).items
        #expect(items.contains { $0.kind == .runs && $0.path == place })
    }

    @Test("an attempt that still runs keeps it from being repaired")
    func running() throws {
        let rig = try ProjectRig(ProjectRig.single("cat gate; echo > out.txt"))
        try rig.makeGate("gate")
        try rig.start()
        try rig.ask(.start("study", .all, StartOptions()))
        try rig.wait { $0.stage("work")?.phase == .running }
        try rig.stop()
        for suffix in ["-wal", "-shm", ""] { unlink(rig.root + "/.pitwall/journal.db" + suffix) }
        let refusal = #expect(throws: Refusal.self) {
            try rig.reading.repairJournal(at: Self.now)
        }
        #expect(refusal?.code == .alreadyActive)
        try rig.open(gate: "gate")
        try rig.waitForReport(of: AttemptID(RunID("study", 1), "work", 1))
        #expect(try rig.reading.repairJournal(at: Self.now) != nil)
    }

    @Test("a project that never ran has lost nothing")
    func fresh() throws {
        let rig = try ProjectRig(ProjectRig.single("echo > out.txt"))
        try #require(mkdir(rig.root + "/.pitwall", 0o700) == 0)
        try #require(mkdir(rig.root + "/.pitwall/runs", 0o700) == 0)
        #expect(try rig.reading.project().knowsRuns)
        #expect(rig.reading.checkup().items.first { $0.name == "journal" }?.text == "none yet")
        try rig.start()
        #expect(try rig.run().end == .done)
    }
}
