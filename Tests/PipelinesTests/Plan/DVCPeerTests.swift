import Domain
import Pipelines
import Testing

@Suite(
    "Beside the real DVC",
    .enabled(if: DVCPeer.shouldRun, DVCPeer.skipReason),
    .timeLimit(.minutes(5))
)
struct DVCPeerTests {
    private static let stages = """
        stages:
          split:
            cmd:
            - mkdir -p "parts/a b"
            - cp raw/in.csv parts/train.csv && printf x > "parts/a b/é"
            deps: [raw, ./split.conf]
            params: [seed, train.lr, flags, text, nothing]
            outs:
            - parts
          train:
            cmd: |
              cat parts/train.csv > models/model.txt
              echo '{"acc": 0.5, "text": "it''s: fine"}' > metrics.json
            deps: [parts/train.csv, "parts/a b/"]
            params:
            - conf/p.json: [a.b, list.1]
            - conf/p.toml:
            outs:
            - models/model.txt: {persist: true}
            metrics:
            - metrics.json: {cache: false}
            plots:
            - curve.csv: {x: step, cache: false}
            desc: trains
            meta: {anything: [1, 2]}
          first:
            cmd: echo long enough a command to be folded somewhere --with-many --options=and --values > f.txt
            outs: [f.txt]
        """

    private static let inner = """
        stages:
          report:
            cmd: cat ../metrics.json > "re port.txt"
            wdir: .
            deps: [../metrics.json]
            outs: ["re port.txt"]
        """

    private static let files: [ProjectPath] = ["dvc.yaml", "sub/dvc.yaml"]

    private func write(_ folder: TemporaryFolder) throws {
        // The training also writes the plot, so that no stage is left out.
        let stages = Self.stages.replacing(
            "> metrics.json",
            with: "> metrics.json; echo 1 > curve.csv"
        )
        try folder.write("dvc.yaml", stages)
        try folder.write("sub/dvc.yaml", Self.inner)
        try folder.write("raw/in.csv", "a,b\n1,2\n")
        try folder.write("raw/.hidden", "h")
        try folder.write("split.conf", "half\n", mode: 0o755)
        try folder.write("models/.keep", "")
        try folder.write(
            "params.yaml",
            """
            seed: 012
            train: {lr: 1e-3, z: 1, a: [1, 2.50, {k: "v: w"}]}
            flags: [yes, on, True, 0x1F, 0o14, 1_000, 1e16, 123456789012345678901234567890]
            text: "two\\nlines # 'quoted' and: more"
            nothing: ~
            """
        )
        try folder.write("conf/p.json", #"{"a": {"b": 1.0}, "list": [1, "\u00e9 \ud83d\ude00"]}"#)
        try folder.write("conf/p.toml", "x = 1\ny = \"2\"\n[t]\nu = [1.5, 2]\n")
    }

    @Test("DVC finds what we ran up to date")
    func ours() throws {
        let dvc = try DVCPeer()
        let project = try StageProject(setUp: dvc.initialise)
        try write(project.folder)
        #expect(try project.run(Self.files).count == 4)
        #expect(try dvc.status(project.folder) == "{}")
        let locks = try Self.locks(project)
        let text = try dvc.run("repro -P", in: project.folder)
        #expect(text.contains("up to date"), "\(text)")
        #expect(try Self.locks(project) == locks)
    }

    @Test("we find what DVC ran unchanged, and would write its locks as they are")
    func theirs() throws {
        let dvc = try DVCPeer()
        let project = try StageProject(setUp: dvc.initialise)
        try write(project.folder)
        _ = try dvc.run("repro -P", in: project.folder)
        let verdicts = try project.plan(Self.files)
        #expect(verdicts.count == 4)
        #expect(verdicts.values.allSatisfy { $0 == .unchanged }, "\(verdicts)")
        for path in ["dvc.lock", "sub/dvc.lock"] {
            let text = try #require(try project.folder.read(path))
            let lock = try LockFile(bytes: Array(text.utf8), path: ProjectPath(path))
            #expect(lock.plainText == text)
        }
        let locks = try Self.locks(project)
        #expect(try project.run(Self.files, forced: ["split", "train", "first"]).count == 3)
        #expect(try Self.locks(project) == locks, "running again leaves the same bytes")
    }

    @Test("both say the same after a change")
    func changes() throws {
        let dvc = try DVCPeer()
        let project = try StageProject(setUp: dvc.initialise)
        try write(project.folder)
        try project.run(Self.files)
        try project.folder.write("raw/in.csv", "a,b\n3,4\n")
        try project.folder.remove("f.txt")
        let verdicts = try project.plan(Self.files)
        #expect(verdicts["split"]?.willRun == true)
        #expect(verdicts["train"] == .follows(["split"]))
        #expect(verdicts["sub/dvc.yaml:report"] == .follows(["train"]))
        // A stage without inputs is run, also where the cache holds what it made.
        #expect(verdicts["first"]?.willRun == true)
        let status = try dvc.status(project.folder)
        #expect(status.contains(#""split": [{"changed deps": {"raw": "modified"}}]"#))
        #expect(status.contains(#""first": [{"changed outs": {"f.txt": "deleted"}}]"#))
        #expect(try Set(project.run(Self.files)) == ["first", "split", "train"])
        #expect(try dvc.status(project.folder) == "{}")
    }

    private static func locks(_ project: StageProject) throws -> [String] {
        try ["dvc.lock", "sub/dvc.lock"].map { try project.folder.read($0) ?? "" }
    }
}
