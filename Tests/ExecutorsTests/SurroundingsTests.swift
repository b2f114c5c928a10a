import Domain
import Executors
import Foundation
import Testing

@Suite("Local executor: what a command is given", .timeLimit(.minutes(5)))
struct SurroundingsTests {
    @Test("the environment is the launch's and nothing else")
    func environment() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch(
            "tr '\\0' '\\n' </proc/$$/environ",
            environment: [("A", "1"), ("EMPTY", ""), ("ODD", "a=b c"), ("Ä", "ü")]
        )
        let expected = "PATH=/usr/local/bin:/usr/bin:/bin\nA=1\nEMPTY=\nODD=a=b c\nÄ=ü\n"
        #expect(try await rig.output(launch) == expected)
    }

    @Test("descriptors 0, 1 and 2 are open and no other")
    func descriptors() async throws {
        let rig = try AttemptRig()
        let log = try await rig.output(rig.launch("ls /proc/$$/fd; readlink /proc/$$/fd/0"))
        #expect(log == "0\n1\n2\n/dev/null\n")
    }

    @Test("signals are as a fresh login has them, and the command leads its session")
    func signals() async throws {
        let rig = try AttemptRig()
        let script = """
            grep -E 'Sig(Blk|Ign)' /proc/self/status; cut -d' ' -f1,5,6 /proc/$$/stat; echo $$
            """
        let lines = try await rig.output(rig.launch(script)).split(separator: "\n")
        #expect(lines[0] == "SigBlk:\t0000000000000000")
        #expect(lines[1] == "SigIgn:\t0000000000000000")
        #expect(lines[2] == "\(lines[3]) \(lines[3]) \(lines[3])")
    }

    @Test("the working folder is the launch's")
    func workingFolder() async throws {
        let rig = try AttemptRig()
        #expect(try await rig.output(rig.launch("pwd -P")) == rig.work + "\n")
    }

    @Test(
        "a shell reads no start-up file",
        arguments: [("/bin/sh", "/bin/sh -c"), ("/bin/bash", "/bin/bash --noprofile --norc -c")]
    )
    func shells(shell: String, start: String) async throws {
        let rig = try AttemptRig()
        let script = "tr '\\0' ' ' </proc/$$/cmdline"
        let log = try await rig.output(rig.launch(script, shell: shell))
        #expect(log == "\(start) \(script) ")
    }

    @Test("scripts and environments of megabytes work")
    func large() async throws {
        let rig = try AttemptRig()
        let padding = String(repeating: "# a comment of forty characters or so..\n", count: 60_000)
        let values = (0..<40).map { ("V\($0)", String(repeating: "v", count: 100_000)) }
        let launch = rig.launch(
            padding + "echo ${#V39}",
            environment: values
        )
        #expect(try await rig.output(launch) == "100000\n")
    }

    @Test("a terminal of 24 by 80 with a name is given on request")
    func terminal() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch(
            "test -t 0 && test -t 1 && test -t 2 && echo yes; stty size; echo $TERM; cat; echo end",
            wantsTerminal: true
        )
        #expect(try await rig.output(launch) == "yes\n24 80\nxterm-256color\nend\n")
        let named = rig.launch(
            "echo $TERM; ls /proc/$$/fd",
            number: 2,
            environment: [("TERM", "vt100")],
            wantsTerminal: true
        )
        #expect(try await rig.output(named) == "vt100\n0  1  2\n")
    }

    @Test("a terminal's tree ends with a cancel, and its output is complete")
    func terminalCancel() async throws {
        let rig = try AttemptRig()
        let ready = try rig.makeFifo("ready")
        let launch = rig.launch(
            "seq 20000; echo $$ >'\(ready)'; sleep 1000",
            wantsTerminal: true
        )
        _ = try rig.executor.start(launch)
        _ = await rig.words(from: ready)
        rig.executor.cancel(launch.attempt, folder: launch.folder)
        #expect(try await rig.report(of: launch.attempt).status == .signalled(15))
        #expect(try rig.log().split(separator: "\n").count == 20000)
    }
}
