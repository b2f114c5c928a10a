import Domain
import Pipelines
import Testing

@Suite(
    "Links beside the real DVC",
    .enabled(if: DVCPeer.shouldRun, DVCPeer.skipReason),
    .timeLimit(.minutes(5))
)
struct LinkPeerTests {
    private static let stages = """
        stages:
          a:
            cmd: mkdir -p d/e && cp in d/x && cp in "d/e/y z" && true > d/none && cp run tool
            deps: [in, run]
            outs: [d, tool]
          b:
            cmd: echo $$ >> log
            deps: [in]
            outs: [{log: {persist: true}}]
        """

    private static let types = ["hardlink", "symlink", "reflink,copy"]

    private func project(_ dvc: DVCPeer, _ type: String) throws -> StageProject {
        try StageProject(Self.stages) { folder in
            try dvc.initialise(folder)
            try folder.write(".dvc/config", "[cache]\n    type = \"\(type)\"\n")
            try folder.write("in", "1\n")
            try folder.write("run", "echo\n", mode: 0o755)
        }
    }

    @Test("DVC takes the links we made, and we take its links", arguments: types)
    func both(type: String) throws {
        let dvc = try DVCPeer()
        let project = try project(dvc, type)
        #expect(try project.run() == ["a", "b"])
        #expect(try dvc.status(project.folder) == "{}")
        try project.folder.remove("d")
        try project.folder.remove("tool")
        #expect(try project.plan()["a"] == .restores(["d", "tool"]))
        try project.run()
        #expect(try dvc.status(project.folder) == "{}")
        #expect(try dvc.run("repro", in: project.folder).contains("up to date"))
        try project.folder.remove("d")
        _ = try dvc.run("checkout", in: project.folder)
        #expect(try project.plan()["a"] == .unchanged)
        #expect(try FileStatus.of(project.folder["tool"])?.isExecutable == true)
    }

    @Test("a kept output is written without touching what it was linked with", arguments: types)
    func keptOutput(type: String) throws {
        let dvc = try DVCPeer()
        let project = try project(dvc, type)
        _ = try dvc.run("repro", in: project.folder)
        let old = try #require(try project.inspector.outputs(of: stage(project)).last?.hash)
        let hash = try #require(ContentHash(old))
        #expect(try project.run(forced: ["b"]) == ["b"])
        #expect(try project.folder.read("log")?.split(separator: "\n").count == 2)
        let object = project.inspector.cache.path(of: hash)
        #expect(try ContentReader().content(of: object)?.hash == hash)
        #expect(try dvc.status(project.folder) == "{}")
    }

    private func stage(_ project: StageProject) throws -> StageDefinition {
        try #require(try project.pipeline().stage("b")?.definition)
    }
}
