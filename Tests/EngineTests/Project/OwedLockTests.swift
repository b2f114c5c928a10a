import Domain
import Engine
import Foundation
import Glibc
import Testing

@Suite("Lock entries that wait", .timeLimit(.minutes(5)))
struct OwedLockTests {
    private static let definition = """
        stages:
          a:
            cmd: echo > a.txt
            outs:
            - a.txt
          b:
            cmd: cat a.txt > b.txt; exit 1
            deps:
            - a.txt
            outs:
            - b.txt

        """

    private static let older = "schema: '2.0'\nstages:\n  other:\n    cmd: x\n"

    /// A project whose first stage was done and whose second failed; its engine ended.
    private static func left() throws -> ProjectRig {
        let rig = try ProjectRig([
            "pitwall.yaml": "pipelines: {study: {definition: dvc.yaml}}\n",
            "dvc.yaml": definition,
        ])
        try rig.start()
        try rig.ask(.start("study", .all, StartOptions()))
        try rig.wait { $0.status == .failed }
        try rig.stop()
        return rig
    }

    /// Puts an older lock back, as an engine that was killed would have left it.
    private static func takeBack(_ rig: ProjectRig, changedAt time: Int, isOwed: Bool) throws {
        try rig.write("dvc.lock", older)
        var times = [timeval(tv_sec: time, tv_usec: 0), timeval(tv_sec: time, tv_usec: 0)]
        try #require(utimes(rig.root + "/dvc.lock", &times) == 0)
        if isOwed { try rig.write(".pitwall/locks-owed", "") }
    }

    @Test("nothing is owed once an engine has ended in order")
    func settled() throws {
        let rig = try Self.left()
        #expect(try rig.text("dvc.lock").contains("  a:\n    cmd: echo > a.txt\n"))
        #expect(!rig.exists(".pitwall/locks-owed"))
    }

    @Test("what a start reads to find everything up to date is written down for the next")
    func writesDown() throws {
        let rig = try ProjectRig(ProjectRig.single("echo > out.txt"))
        try rig.start()
        #expect(try rig.run().end == .done)
        try rig.stop()
        if rig.exists(".pitwall/stat-table") {
            try FileManager.default.removeItem(atPath: rig.root + "/.pitwall/stat-table")
        }
        // Old enough that a change would show in its times.
        let now = { () -> Int64 in
            var time = timespec()
            clock_gettime(CLOCK_REALTIME_COARSE, &time)
            return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
        }
        let changedAt = Int64(try rig.changedAt("out.txt").timeIntervalSince1970 * 1e9)
        while now() <= changedAt + 30_000_000 { sched_yield() }
        let refusal = #expect(throws: Refusal.self) {
            try rig.start()
            try rig.ask(.start("study", .all, StartOptions()))
        }
        #expect(refusal?.code == .upToDate)
        #expect(rig.exists(".pitwall/stat-table"))
        #expect(try rig.mode(".pitwall/stat-table") == 0o600)
    }

    @Test("what an engine saved and did not write is written by the next one")
    func recalled() throws {
        let rig = try Self.left()
        let whole = try rig.text("dvc.lock")
        try Self.takeBack(rig, changedAt: 1_000_000, isOwed: true)
        try rig.start()
        let text = try rig.text("dvc.lock")
        #expect(text.hasPrefix(Self.older))
        let entry = try #require(whole.range(of: "  a:\n"))
        #expect(text.hasSuffix(whole[entry.lowerBound...]))
        #expect(!rig.exists(".pitwall/locks-owed"))
    }

    @Test(
        "a lock that nothing is owed to, or that was written since, stays as it is",
        arguments: [(1_000_000, false), (4_000_000_000, true)]
    )
    func untouched(time: Int, isOwed: Bool) throws {
        let rig = try Self.left()
        try Self.takeBack(rig, changedAt: time, isOwed: isOwed)
        try rig.start()
        try rig.stop()
        #expect(try rig.text("dvc.lock") == Self.older)
    }
}
