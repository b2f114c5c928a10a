import Domain
import Executors
import Foundation
import Testing

@Suite("Local executor: adoption", .timeLimit(.minutes(5)))
struct AdoptionTests {
    @Test("an attempt outlives its engine and is found running, then ended, with its true end")
    func adopted() async throws {
        let folder: String, gate: String
        let record: ProcessRecord
        let next = try AttemptRig()
        let attempt = AttemptRig.attempt()
        gate = try next.makeFifo("gate")
        folder = next.folder()
        do {
            // This engine dies with the scope: its end of the server's socket closes.
            let first = try LocalExecutor()
            let script = "echo begun; read line <'\(gate)'; echo $line; exit 6"
            record = try first.start(next.launch(script))
        }
        #expect(next.executor.find(attempt, folder: folder) == .running(record))
        try Data("done\n".utf8).write(to: URL(fileURLWithPath: gate))
        let report = try await next.report(of: attempt)
        #expect(report.status == .exited(6))
        #expect(try report.endedAt <= next.written("status").addingTimeInterval(0.01))
        #expect(try next.log() == "begun\ndone\n")
        #expect(next.executor.find(attempt, folder: folder) == .ended(report))
    }

    @Test("a found attempt can be cancelled")
    func cancelled() async throws {
        let next = try AttemptRig()
        let launch = next.launch("sleep 1000")
        do { _ = try LocalExecutor().start(launch) }
        guard case .running = next.executor.find(launch.attempt, folder: launch.folder) else {
            throw Trouble("it does not run")
        }
        next.executor.cancel(launch.attempt, folder: launch.folder)
        #expect(try await next.report(of: launch.attempt).status == .signalled(15))
    }

    @Test("a killed server takes no attempt with it, and the next start makes a new one")
    func killedServer() async throws {
        let rig = try AttemptRig()
        let gate = try rig.makeFifo("gate")
        let first = rig.launch("read line <'\(gate)'; exit 2")
        let watcher = try rig.executor.start(first)
        let server = try #require(livingParent(of: watcher.pid))
        kill(server, SIGKILL)
        let second = rig.launch("exit 3", number: 2)
        #expect(try await rig.run(second).status == .exited(3))
        try Data("go\n".utf8).write(to: URL(fileURLWithPath: gate))
        #expect(try await rig.report(of: first.attempt).status == .exited(2))
    }

    @Test("a killed watcher is reported as lost, once nothing of its command runs any more")
    func lost() async throws {
        let rig = try AttemptRig()
        let ready = try rig.makeFifo("ready")
        let launch = rig.launch("sleep 1000 & echo $$ $! >'\(ready)'; wait")
        let watcher = try rig.executor.start(launch)
        let pids = await rig.words(from: ready).compactMap { Int32($0) }
        #expect(pids.count == 2)
        kill(watcher.pid, SIGKILL)
        #expect(await rig.finding(of: launch.attempt) == .lost)
        #expect(rig.executor.find(launch.attempt, folder: launch.folder) == .lost)
        #expect(pids.filter { livingParent(of: $0) != nil } == [])
    }

    @Test("an attempt that was looked for in vain is not started by who asked for it before")
    func barred() throws {
        let rig = try AttemptRig()
        let launch = rig.launch("touch ran")
        try FileManager.default.createDirectory(
            atPath: launch.folder,
            withIntermediateDirectories: true
        )
        for _ in 0..<2 {
            #expect(rig.executor.find(launch.attempt, folder: launch.folder) == .neverStarted)
        }
        #expect(throws: ExecutorError.self) { try rig.executor.start(launch) }
        #expect(!FileManager.default.fileExists(atPath: launch.workingFolder + "/ran"))
        let names = try FileManager.default.contentsOfDirectory(atPath: launch.folder)
        #expect(names == ["watcher"])
        #expect(rig.executor.find(launch.attempt, folder: launch.folder) == .neverStarted)
    }

    @Test(
        "records of another boot, empty and cut ones are not running",
        arguments: ["", "protocol 1\npid 1\n", "protocol 1\npid 1\nstart 1\nboot other\nend\n"]
    )
    func damaged(record: String) throws {
        let rig = try AttemptRig()
        try FileManager.default.createDirectory(
            atPath: rig.folder(),
            withIntermediateDirectories: true
        )
        let attempt = AttemptRig.attempt()
        #expect(rig.executor.find(attempt, folder: rig.folder()) == .neverStarted)
        let path = rig.folder() + "/watcher"
        try record.write(toFile: path, atomically: false, encoding: .utf8)
        #expect(rig.executor.find(attempt, folder: rig.folder()) == .lost)
    }

    @Test("a copy of an attempt's folder is not the attempt, whether it runs or has ended")
    func copied() async throws {
        let rig = try AttemptRig()
        let gate = try rig.makeFifo("gate")
        let launch = rig.launch("read line <'\(gate)'; exit 0")
        let watcher = try rig.executor.start(launch)
        let moved = rig.root + "/moved"
        let copies = ["running", "ended"].map { rig.root + "/" + $0 }
        try FileManager.default.copyItem(atPath: launch.folder, toPath: copies[0])
        let next = try LocalExecutor()
        #expect(next.find(launch.attempt, folder: copies[0]) == .lost)
        next.cancel(launch.attempt, folder: copies[0])
        #expect(next.find(launch.attempt, folder: launch.folder) == .running(watcher))
        try Data("go\n".utf8).write(to: URL(fileURLWithPath: gate))
        let report = try await rig.report(of: launch.attempt)
        #expect(report.status == .exited(0))
        try FileManager.default.copyItem(atPath: launch.folder, toPath: copies[1])
        #expect(next.find(launch.attempt, folder: copies[1]) == .lost)
        try FileManager.default.moveItem(atPath: launch.folder, toPath: moved)
        #expect(next.find(launch.attempt, folder: moved) == .ended(report))
    }

    @Test(
        "an end is taken from the file it was written in, on whatever device that is by now",
        arguments: [("", true), ("device 1\n", true), ("device 1\ninode 1\n", false)]
    )
    func place(lines: String, isTaken: Bool) throws {
        let rig = try AttemptRig()
        try FileManager.default.createDirectory(
            atPath: rig.folder(),
            withIntermediateDirectories: true
        )
        let outcome = "outcome exit 3\nbegan 1\nended 2\nend\n"
        let text = "protocol 1\npid 1\nstart 1\nboot other\n\(lines)\(outcome)"
        try text.write(toFile: rig.folder() + "/status", atomically: false, encoding: .utf8)
        let finding = rig.executor.find(AttemptRig.attempt(), folder: rig.folder())
        if case .ended(let report) = finding {
            #expect(isTaken && report.status == .exited(3))
        } else {
            #expect(!isTaken && finding == .lost)
        }
    }

    @Test("a missing or foreign stage-shim is named")
    func missingShim() {
        let error = #expect(throws: ExecutorError.self) { try LocalExecutor(shim: "/no/shim") }
        #expect(error?.code == .shimMissing)
        let other = #expect(throws: ExecutorError.self) { try LocalExecutor(shim: "/bin/true") }
        #expect(other?.code == .protocolMismatch)
    }
}
