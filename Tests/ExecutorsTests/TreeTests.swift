import Domain
import Executors
import Foundation
import Testing

@Suite("Local executor: the process tree", .timeLimit(.minutes(5)))
struct TreeTests {
    @Test("a cancel ends children that ignore it and what escaped into other sessions")
    func cancel() async throws {
        let rig = try AttemptRig()
        let ready = try rig.makeFifo("ready")
        let script = """
            trap '' TERM
            sh -c "trap '' TERM; while :; do sleep 1000; done" & a=$!
            setsid sh -c "trap '' TERM; while :; do sleep 1000; done" & b=$!
            (setsid sleep 1000 & echo $! >escaped)
            echo $$ $a $b $(cat escaped) >'\(ready)'
            while :; do sleep 1000; done
            """
        let launch = rig.launch(script, grace: .milliseconds(200))
        _ = try rig.executor.start(launch)
        let pids = await rig.words(from: ready).compactMap { Int32($0) }
        #expect(pids.count == 4)
        rig.executor.cancel(launch.attempt, folder: launch.folder)
        let report = try await rig.report(of: launch.attempt)
        #expect(report.status == .signalled(9))
        #expect(report.escaped.isEmpty)
        #expect(pids.filter { livingParent(of: $0) != nil } == [])
    }

    @Test("a command that ends itself on a cancel keeps its own exit code")
    func politeEnd() async throws {
        let rig = try AttemptRig()
        let ready = try rig.makeFifo("ready")
        let script =
            "trap 'echo saved; exit 5' TERM; echo $$ >'\(ready)'; while :; do sleep 0.01; done"
        let launch = rig.launch(script, "echo never")
        _ = try rig.executor.start(launch)
        _ = await rig.words(from: ready)
        rig.executor.cancel(launch.attempt, folder: launch.folder)
        #expect(try await rig.report(of: launch.attempt).status == .exited(5))
        // The shell may also say that its `sleep` was ended.
        #expect(try rig.log().hasSuffix("saved\n"))
    }

    @Test("a cancel between the commands is no success")
    func cancelledSuccess() async throws {
        let rig = try AttemptRig()
        let ready = try rig.makeFifo("ready")
        let script = "trap 'exit 0' TERM; echo $$ >'\(ready)'; while :; do sleep 0.01; done"
        let launch = rig.launch(script, "echo never")
        _ = try rig.executor.start(launch)
        _ = await rig.words(from: ready)
        rig.executor.cancel(launch.attempt, folder: launch.folder)
        #expect(try await rig.report(of: launch.attempt).status == .signalled(15))
    }

    @Test("a stopped tree is ended too")
    func stopped() async throws {
        let rig = try AttemptRig()
        let ready = try rig.makeFifo("ready")
        let launch = rig.launch("echo $$ >'\(ready)'; kill -STOP $$; sleep 1000")
        _ = try rig.executor.start(launch)
        let words = await rig.words(from: ready)
        let pid = try #require(words.first.flatMap { Int32($0) }, "It said \(words).")
        while try !Self.isStopped(pid) { await Task.yield() }
        rig.executor.cancel(launch.attempt, folder: launch.folder)
        #expect(try await rig.report(of: launch.attempt).status == .signalled(15))
    }

    /// Whether the kernel shows the process as stopped.
    private static func isStopped(_ pid: Int32) throws -> Bool {
        let text = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        let rest = try #require(text.lastIndex(of: ")").map { text[$0...] })
        return rest.hasPrefix(") T")
    }

    @Test("what a command leaves in its session is ended, and the exit code stays")
    func leftover() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch("sleep 1000 & echo $!; exit 0", grace: .milliseconds(100))
        let report = try await rig.run(launch)
        #expect(report.status == .exited(0))
        #expect(report.escaped.isEmpty)
        let pid = try #require(Int32(try rig.log().dropLast()))
        #expect(livingParent(of: pid) == nil)
    }

    @Test("what left the session on purpose is named, and holds nothing up")
    func daemon() async throws {
        let rig = try AttemptRig()
        let up = try rig.makeFifo("up")
        let script = "setsid sh -c 'echo >\(up); read forever <\(up)' & echo $!; read line <\(up)"
        let launch = rig.launch(script)
        let report = try await rig.run(launch)
        let pid = try #require(Int32(try rig.log().dropLast()))
        defer { kill(pid, SIGKILL) }
        #expect(report.status == .exited(0))
        #expect(report.escaped == ["sh"])
        #expect(report.endedAt.timeIntervalSince(report.startedAt) < 1)
    }

    @Test("what still writes after the command may finish")
    func lateWriter() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch("(sleep 0.2; echo late) & echo early")
        #expect(try await rig.output(launch) == "early\nlate\n")
    }

    @Test("a cancel of what is over, unknown or another's does nothing")
    func lateCancel() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch("true")
        _ = try await rig.run(launch)
        rig.executor.cancel(launch.attempt, folder: launch.folder)
        rig.executor.cancel(AttemptRig.attempt(9), folder: rig.folder(9))
        // A record that names a process of this very test, with another start time.
        let folder = rig.folder(8)
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        let record = "protocol 1\npid \(getpid())\nstart 1\nboot \(boot)end\n"
        try record.write(toFile: folder + "/watcher", atomically: false, encoding: .utf8)
        rig.executor.cancel(AttemptRig.attempt(8), folder: folder)
        #expect(rig.executor.find(AttemptRig.attempt(8), folder: folder) == .lost)
    }
}
