import Domain
import Executors
import Foundation
import Testing

@Suite("Local executor: how attempts end", .timeLimit(.minutes(5)))
struct ExitTests {
    @Test(
        "the shell's own words for an exit come through",
        arguments: [
            ("true", Domain.ExitStatus.exited(0)),
            ("exit 7", .exited(7)),
            ("exit 255", .exited(255)),
            ("kill -TERM $$", .signalled(15)),
            ("kill -KILL $$", .signalled(9)),
            ("no-such-command-anywhere", .exited(127)),
            ("/etc/passwd", .exited(126)),
            ("-dash", .exited(127)),
        ]
    )
    func statuses(script: String, status: Domain.ExitStatus) async throws {
        let rig = try AttemptRig()
        let report = try await rig.run(rig.launch(script))
        #expect(report.status == status)
        // The kernel's file times lag by a tick.
        #expect(try rig.written("watcher") < report.startedAt.addingTimeInterval(0.001))
        #expect(report.endedAt >= report.startedAt)
        #expect(try rig.written("status") > report.endedAt.addingTimeInterval(-0.01))
        #expect(report.escaped.isEmpty)
        #expect(report.droppedBytes == 0)
    }

    @Test("scripts run in order until one fails")
    func order() async throws {
        let rig = try AttemptRig()
        let report = try await rig.run(rig.launch("echo one", "echo two; exit 3", "echo three"))
        #expect(report.status == .exited(3))
        #expect(try rig.log() == "one\ntwo\n")
    }

    @Test("a timeout ends the tree and says so")
    func timeout() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch(
            "sleep 1000 & sleep 1000",
            timeout: .milliseconds(100),
            grace: .milliseconds(500)
        )
        let report = try await rig.run(launch)
        #expect(report.status == .timedOut)
        #expect(report.endedAt.timeIntervalSince(report.startedAt) >= 0.1)
    }

    @Test("a launch that cannot start says why and leaves no trace of a run")
    func refusals() throws {
        let rig = try AttemptRig()
        let cases: [(StageLaunch, Int32, String)] = [
            (
                rig.launch("true", workingFolder: "/no/such/folder"), ENOENT,
                "Cannot enter the working folder '/no/such/folder': No such file or directory."
            ),
            (
                rig.launch("true", number: 2, shell: "/no/such/shell"), ENOENT,
                "Cannot run the shell '/no/such/shell': No such file or directory."
            ),
            (
                rig.launch("true", number: 3, shell: "/etc/passwd"), EACCES,
                "Cannot run the shell '/etc/passwd': Permission denied."
            ),
            (
                rig.launch(
                    "true",
                    number: 4,
                    environment: [("BIG", String(repeating: "x", count: 200_000))]
                ), E2BIG, "The environment is too large for '/bin/sh': Argument list too long."
            ),
        ]
        for (launch, number, text) in cases {
            let error = #expect(throws: ExecutorError.self) { try rig.executor.start(launch) }
            #expect(error == ExecutorError(.refused, text, errorNumber: number))
            #expect(rig.executor.find(launch.attempt, folder: launch.folder) == .neverStarted)
        }
    }

    @Test("a value with a zero byte is refused without being shown")
    func zeroByte() throws {
        let rig = try AttemptRig()
        let launch = rig.launch("true", environment: [("TOKEN", "hush\0hush")])
        let error = #expect(throws: ExecutorError.self) { try rig.executor.start(launch) }
        #expect(error?.code == .invalidLaunch)
        #expect(error?.description.contains("hush") == false)
    }

    @Test("an attempt that is started twice runs once")
    func startedTwice() async throws {
        let rig = try AttemptRig()
        let gate = try rig.makeFifo("gate")
        let launch = rig.launch("echo ran; read line <'\(gate)'")
        let first = try rig.executor.start(launch)
        let second = try rig.executor.start(launch)
        #expect(first == second)
        try Data("go\n".utf8).write(to: URL(fileURLWithPath: gate))
        let report = try await rig.report(of: launch.attempt)
        #expect(report.status == .exited(0))
        // Also when it is over: the record stands, and the report comes again.
        #expect(try rig.executor.start(launch) == first)
        #expect(try await rig.report(of: launch.attempt) == report)
        #expect(try rig.log() == "ran\n")
    }

    @Test("many starts of one attempt at once run it once")
    func startedAtOnce() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch("echo ran")
        let records = try await withThrowingTaskGroup(of: ProcessRecord.self) { group in
            for _ in 0..<8 { group.addTask { try rig.executor.start(launch) } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(records.count == 1)
        _ = try await rig.report(of: launch.attempt)
        #expect(try rig.log() == "ran\n")
    }

    @Test("two hundred attempts leave no descriptor and no process behind")
    func many() async throws {
        let rig = try AttemptRig()
        _ = try await rig.run(rig.launch("true", number: 1))
        let before = openDescriptors()
        var watchers: [Int32] = []
        for number in 2...200 {
            let launch = rig.launch("true", number: number)
            watchers.append(try rig.executor.start(launch).pid)
            #expect(try await rig.report(of: launch.attempt).status == .exited(0))
        }
        // Other tests run in this process meanwhile; a leak would be one for each attempt.
        #expect(openDescriptors() - before < 190)
        #expect(watchers.filter { livingParent(of: $0) != nil }.count < 5)
    }

    @Test("processor time and memory of the tree are reported")
    func usage() async throws {
        let rig = try AttemptRig()
        let script = "i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done"
        let report = try await rig.run(rig.launch("sh -c '\(script)'"))
        #expect(report.userSeconds > 0.005)
        #expect(report.peakBytes > 100_000)
        #expect(!report.isOutOfMemory)
    }
}
