import Domain
import Engine
import Foundation
import Glibc
import Testing

@Suite("What a stage runs in", .timeLimit(.minutes(5)))
struct StageSurroundingsTests {
    private static let attempt = AttemptID(RunID("study", 1), "work", 1)

    private static func environment(_ text: String) -> [String: String] {
        Dictionary(
            text.split(separator: "\n").compactMap { line -> (String, String)? in
                let parts = line.split(separator: "=", maxSplits: 1)
                return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
            },
            uniquingKeysWith: { $1 }
        )
    }

    @Test("a secret is in its stage's environment and in no file of ours")
    func secrets() throws {
        let rig = try ProjectRig(
            ProjectRig.single(
                "echo token $TOKEN; echo $(printf %s $TOKEN | wc -c) $HOOK > out.txt",
                """
                secrets: {TOKEN: {env: FROM_HERE}, HOOK: {command: echo hook-$((40 + 2))}}
                stages: {work: {secrets: [TOKEN, HOOK]}}

                """
            ),
            environment: ["PATH": ProjectRig.path, "FROM_HERE": "s3cr3t-value"]
        )
        try rig.start()
        #expect(try rig.run().end == .done)
        #expect(try rig.text("out.txt") == "12 hook-42\n")
        let log = try rig.log(Self.attempt)
        #expect(log.contains("token "))
        #expect(!log.contains("s3cr3t-value"))
        try rig.stop()
        let files = try #require(FileManager.default.enumerator(atPath: rig.root + "/.pitwall"))
        for case let name as String in files {
            let data = FileManager.default.contents(atPath: rig.root + "/.pitwall/" + name)
            #expect(data?.range(of: Data("s3cr3t-value".utf8)) == nil, "\(name)")
        }
    }

    @Test("a secret that cannot be had fails the stage before anything is removed")
    func missingSecret() throws {
        let rig = try ProjectRig(
            ProjectRig.single(
                "echo new > out.txt",
                "secrets: {TOKEN: {env: NOT_SET}}\nstages: {work: {secrets: [TOKEN]}}\n"
            )
        )
        try rig.write("out.txt", "old\n")
        try rig.start()
        let run = try rig.run(.all, StartOptions(mayLose: true))
        #expect(run.stage("work")?.reason?.contains("NOT_SET") == true)
        #expect(try rig.text("out.txt") == "old\n")
    }

    @Test("the environment of the first run is recorded, for its owner only")
    func recorded() throws {
        let files = ProjectRig.single("env > out.txt", "secrets: {TOKEN: {env: FROM_HERE}}\n")
        let first = [
            "PATH": ProjectRig.path, "STUDY": "first", "FROM_HERE": "s3cr3t", "TMUX": "/tmp/x",
            "VIRTUAL_ENV": "/venv/a",
        ]
        let rig = try ProjectRig(files, environment: first)
        try rig.start()
        try rig.run()
        let seen = Self.environment(try rig.text("out.txt"))
        #expect(seen["STUDY"] == "first")
        #expect(seen["PITWALL_RUN_ID"] == "study/1")
        #expect(seen["PITWALL_STAGE"] == "work")
        #expect(seen["DVC_ROOT"] == rig.root)
        #expect(seen["PYTHONUNBUFFERED"] == "1")
        #expect(seen["TMUX"] == nil)
        #expect(seen["FROM_HERE"] == nil)
        #expect(try rig.mode(".pitwall/environment.json") == 0o600)
        #expect(try rig.mode(".pitwall") == 0o700)
        try rig.stop()
        // Another shell steps: its PATH and virtual environment count, the rest is as recorded.
        let path = ProjectRig.path + ":/other"
        let second = ["PATH": path, "STUDY": "second", "MORE": "1"]
        let other = try ProjectReading(
            folder: rig.root,
            environment: second.map { EnvironmentEntry(name: $0.key, value: $0.value) }
        )
        let shell = try other.shell("study", "work")
        let entries = Self.environment(
            shell.environment.map { "\($0.name)=\($0.value)" }.joined(separator: "\n")
        )
        #expect(entries["PATH"] == path)
        #expect(entries["STUDY"] == "first")
        #expect(entries["MORE"] == nil)
        #expect(entries["VIRTUAL_ENV"] == nil)
        #expect(shell.program == "/bin/sh")
        #expect(shell.arguments == ["-i"])
        #expect(shell.folder == rig.root)
        let item = other.checkup().items.first { $0.name == "environment" }
        #expect(item?.text.contains("MORE STUDY") == true)
    }

    @Test("stages that start together record one environment and run beside each other")
    func together() throws {
        let names = (1...8).map { "s\($0)" }
        let stages = names.map { "  \($0): {cmd: env > \($0).txt, outs: [\($0).txt]}\n" }
        let rig = try ProjectRig([
            "pitwall.yaml": "pipelines: {study: {definition: dvc.yaml}}\nlimits: {cpus: 8}\n",
            "dvc.yaml": "stages:\n" + stages.joined(),
        ])
        try rig.start()
        #expect(try rig.run().end == .done)
        let lock = try rig.text("dvc.lock")
        #expect(names.allSatisfy { lock.contains("  \($0):\n") })
        let rest = try FileManager.default.contentsOfDirectory(atPath: rig.root + "/.pitwall")
        #expect(!rest.contains { $0.hasSuffix("pitwall-tmp") })
    }

    @Test("a damaged record of the environment is made anew by the next run")
    func damagedRecord() throws {
        let rig = try ProjectRig(ProjectRig.single("echo $STUDY > out.txt"))
        try ProjectEngine.open(rig.reading)
        try rig.write(".pitwall/environment.json", "{\"version\": 1, \"vari")
        #expect(rig.reading.checkup().isWell)
        try rig.start()
        #expect(try rig.run().end == .done)
        #expect(try rig.text(".pitwall/environment.json").contains("\"PATH\""))
    }

    @Test("a mistake made in pitwall.yaml meanwhile does not change what was asked for before")
    func lastGoodConfiguration() throws {
        let rig = try ProjectRig([
            "pitwall.yaml": "pipelines: {study: {definition: dvc.yaml}}\n"
                + "shell: {before: export READY=yes}\n",
            "dvc.yaml": """
            stages:
              first: {cmd: cat gate > a.txt, outs: [a.txt]}
              second: {cmd: echo "$READY" > b.txt, deps: [a.txt], outs: [b.txt]}

            """,
        ])
        try rig.makeGate("gate")
        try rig.start()
        try rig.ask(.start("study", .all, StartOptions()))
        try rig.wait { $0.stage("first")?.phase == .running }
        try rig.write("pitwall.yaml", "shell: {befor: x}\n")
        try rig.open(gate: "gate")
        #expect(try rig.wait { !$0.isActive }.end == .done)
        #expect(try rig.text("b.txt") == "yes\n")
        #expect(try rig.reading.project().mistakes.count == 1)
        #expect(throws: Refusal.self) {
            try rig.ask(.start("study", .all, StartOptions(force: true)))
        }
    }

    @Test("'shell: before' and 'shell: pass' hold for stages and for the shell")
    func shellSettings() throws {
        let rig = try ProjectRig(
            ProjectRig.single(
                "env > out.txt",
                "shell: {before: export READY=yes, pass: [PATH]}\n"
            ),
            environment: ["PATH": ProjectRig.path, "HIDDEN": "1"]
        )
        try rig.start()
        try rig.run()
        let seen = Self.environment(try rig.text("out.txt"))
        #expect(seen["READY"] == "yes")
        #expect(seen["HIDDEN"] == nil)
        let shell = try rig.reading.shell("study", "work")
        #expect(shell.arguments.first == "-c")
        #expect(shell.arguments.last?.contains("export READY=yes") == true)
        #expect(shell.arguments.last?.hasSuffix("exec '/bin/sh' -i") == true)
    }
}
