import Domain
import Engine
import Foundation
import Glibc
import Testing

@Suite("A project's private folder", .timeLimit(.minutes(5)))
struct ProjectFolderTests {
    @Test("reading makes nothing, and a folder without a pipeline is said to have none")
    func untouched() throws {
        let rig = try ProjectRig(["notes.txt": "hello\n"])
        let project = try rig.reading.project()
        #expect(project.isUnopened)
        #expect(project.pipelines.isEmpty)
        #expect(try rig.reading.runs(of: "study", limit: 5).isEmpty)
        #expect(try rig.reading.activity(ActivityQuery()).isEmpty)
        #expect(rig.reading.checkup().isWell)
        let files = try FileManager.default.contentsOfDirectory(atPath: rig.root)
        #expect(files == ["notes.txt"])
    }

    @Test(
        "opening adds the folder to git's own list of exceptions, once",
        arguments: [
            (nil, ".pitwall/\n"),
            ("# mine\n*.log", "# mine\n*.log\n.pitwall/\n"),
            ("/.pitwall\n", "/.pitwall\n"),
        ] as [(String?, String)]
    )
    func gitExclude(before: String?, after: String) throws {
        var files = ProjectRig.single("echo > out.txt")
        files[".git/HEAD"] = "ref: refs/heads/main\n"
        files[".git/refs/heads/main"] = String(repeating: "ab", count: 20) + "\n"
        if let before { files[".git/info/exclude"] = before }
        let rig = try ProjectRig(files)
        try ProjectEngine.open(rig.reading)
        #expect(try rig.text(".git/info/exclude") == after)
        try rig.start()
        #expect(try rig.text(".git/info/exclude") == after)
        #expect(try rig.run().commit == String(repeating: "ab", count: 20))
    }

    @Test("a link in the folder's place is refused and followed nowhere")
    func link() throws {
        let rig = try ProjectRig(ProjectRig.single("echo > out.txt"))
        try rig.write("elsewhere/keep", "")
        try #require(symlink(rig.root + "/elsewhere", rig.root + "/.pitwall") == 0)
        #expect(throws: Refusal.self) { try rig.start() }
        #expect(try rig.reading.project().isUnopened)
        #expect(!rig.reading.checkup().isWell)
        let files = try FileManager.default.contentsOfDirectory(atPath: rig.root + "/elsewhere")
        #expect(files == ["keep"])
    }

    @Test(
        "the project of another user is started only when it was opened knowingly",
        .enabled(if: geteuid() == 0, "Only root can give a folder away.")
    )
    func foreign() throws {
        let rig = try ProjectRig(ProjectRig.single("echo > out.txt"))
        try #require(chown(rig.root, 65_534, 65_534) == 0)
        #expect(try rig.reading.project().found.isForeign)
        let first = #expect(throws: Refusal.self) { try rig.start() }
        #expect(first?.code == .badInput)
        #expect(!rig.exists(".pitwall"))
        try ProjectEngine.open(rig.reading)
        try rig.start()
        try rig.stop()
        try #require(chown(rig.root + "/.pitwall", 65_534, 65_534) == 0)
        let second = #expect(throws: Refusal.self) { try rig.start() }
        #expect(second?.text.contains(".pitwall") == true)
        #expect(!rig.reading.checkup().isWell)
    }

    @Test("the files in it are for their owner only, whatever SQLite thinks")
    func modes() throws {
        let rig = try ProjectRig(ProjectRig.single("echo > out.txt"))
        try rig.start()
        try rig.run()
        for name in ["journal.db", "journal.db-wal", "engine.lock", "environment.json"] {
            #expect(try rig.mode(".pitwall/\(name)") == 0o600, "\(name)")
        }
        #expect(rig.reading.journalPath == rig.root + "/.pitwall/journal.db-wal")
        #expect(try rig.mode(".pitwall/runs/study/1/work/1") == 0o700)
    }

    @Test("mistakes do not keep the engine from starting, but refuse every start, all at once")
    func mistakes() throws {
        let rig = try ProjectRig(
            ProjectRig.single("echo > out.txt", "limitz: {cpus: 2}\nstages: {work: {retry: 1}}\n")
        )
        #expect(try rig.reading.project().mistakes.count == 2)
        try rig.start()
        let error = #expect(throws: Refusal.self) {
            try rig.ask(.start("study", .all, StartOptions()))
        }
        #expect(error?.code == .badInput)
        #expect(error?.text.split(separator: "\n").count == 2)
        #expect(error?.text.contains("pitwall.yaml:2:1") == true)
        try rig.write("pitwall.yaml", "pipelines: {study: {definition: dvc.yaml}}\n")
        #expect(try rig.run().end == .done)
    }

    @Test("a definition is read again when it changed, and a new one is found")
    func changedDefinition() throws {
        let rig = try ProjectRig(ProjectRig.single("echo > out.txt"))
        #expect(try rig.pipeline().definition?.stages.map(\.name) == ["work"])
        try rig.write("dvc.yaml", "stages:\n  other:\n    cmd: echo > out.txt\n")
        #expect(try rig.pipeline().definition?.stages.map(\.name) == ["other"])
        try rig.write("dvc.yaml", "stages: [\n")
        #expect(try rig.pipeline().definition == nil)
        #expect(try rig.pipeline().mistakes.isEmpty == false)
    }

    @Test("the ages of data and model are those of the newest file")
    func ages() throws {
        let rig = try ProjectRig(ProjectRig.study)
        let time = timespec(tv_sec: 1_000_000, tv_nsec: 0)
        let times = [time, time]
        try #require(utimensat(AT_FDCWD, rig.root + "/data.txt", times, 0) == 0)
        let pipeline = try rig.pipeline()
        #expect(pipeline.dataChangedAt == Date(timeIntervalSince1970: 1_000_000))
        #expect(pipeline.modelMadeAt == nil)
        try rig.start()
        try rig.run()
        try #require(utimensat(AT_FDCWD, rig.root + "/model.txt", times, 0) == 0)
        try rig.ask(.setBreakpoint("study", "load"))
        #expect(try rig.pipeline().breakpoints == ["load"])
        #expect(try rig.pipeline().modelMadeAt != nil)
    }

    @Test(
        "names of stages and pipelines become folders that differ and stay inside",
        arguments: [
            ("train", "train"), ("train@a_b-1.5", "train@a_b-1.5"), ("..", "%2E."), (".x", "%2Ex"),
            ("etl/dvc.yaml:load", "etl%2Fdvc.yaml%3Aload"), ("ä", "%C3%A4"), ("%", "%25"),
            ("a b", "a%20b"), ("", "%"),
            (
                String(repeating: "x", count: 200),
                String(repeating: "x", count: 103) + "~6ee14c8caecd5c45"
            ),
        ]
    )
    func escaping(name: String, folder: String) throws {
        let rig = try ProjectRig([:])
        let path = rig.reading.logPath(
            of: AttemptID(RunID(PipelineName(name), 7), StageName(name), 2)
        )
        #expect(path == "\(rig.root)/.pitwall/runs/\(folder)/7/\(folder)/2/log")
    }

    @Test(
        "an edit is told by what it changed",
        arguments: [
            ("params.yaml", "a: 1\n", "a: 1\n", []),
            (
                "params.yaml", "train:\n  rate: 0.1\n  on: true\n",
                "train:\n  rate: 0.05\n  on: true\n", ["train.rate 0.1 → 0.05"]
            ),
            (
                "p.json", #"{"a": 1, "c": []}"#, #"{"b": "x y", "a": 2, "c": []}"#,
                ["b x y (new)", "a 1 → 2"]
            ),
            ("p.toml", "[t]\nn = 1\nm = 2\n", "[t]\nn = 1\n", ["t.m 2 (gone)"]),
            ("params.yaml", "a: 1\n", "a: 1.0 # more exact\n", ["a 1 → 1.0"]),
            ("params.yaml", "a: 1\n", "# why\na: 1\n", ["no value changed"]),
            ("params.yaml", "a: 1\n", "a: [\n", ["+1 −1 lines"]),
            ("dvc.yaml", "stages: {}\n", "stages: {}\n\n\n", ["+2 −0 lines"]),
            ("train.py", "a\nb\n", "b\na\n", ["lines in another order"]),
            ("train.py", "a\n", "a\nb\n", ["+1 −0 line"]),
        ] as [(ProjectPath, String, String, [String])]
    )
    func describeEdit(
        path: ProjectPath,
        before: String,
        after: String,
        lines: [String]
    ) throws {
        let rig = try ProjectRig([:])
        #expect(rig.reading.describeEdit(path, before, after) == lines)
    }

    @Test(
        "the file system under a path is that of the innermost mount",
        arguments: [
            ("/users/ana/study", "ext4", false), ("/net/share/study", "nfs4", true),
            ("/net/sharex", "ext4", false), ("/net/with space/a", "fuse.sshfs", true),
            ("/data", "cifs", true), ("/tmp/x", "tmpfs", false),
        ]
    )
    func fileSystem(path: String, name: String, isUnsafe: Bool) throws {
        let mounts = """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            30 22 0:26 / /tmp rw - tmpfs tmpfs rw
            31 22 0:40 / /net/share rw,noatime shared:2 master:3 - nfs4 server:/x rw,vers=4.2
            32 22 0:41 / /net/with\\040space rw - fuse.sshfs host: rw
            33 22 0:42 / /data rw - xfs /dev/sdb1 rw
            34 22 0:43 / /data rw - cifs //server/data rw

            """
        let kind = try #require(FileSystemKind(of: path, mounts: mounts))
        #expect(kind.name == name)
        #expect(kind.isUnsafe == isUnsafe)
    }
}
