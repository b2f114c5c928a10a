import Domain
import Glibc
import Pipelines
import Testing

@Suite(
    "DVC's locks beside the real DVC",
    .enabled(if: DVCPeer.shouldRun, DVCPeer.skipReason),
    .timeLimit(.minutes(5))
)
struct DVCLocksPeerTests {
    private static let stages = """
        stages:
          a:
            cmd: echo > up; cat down > o
            deps: [in]
            outs: [o]
        """

    private func project(_ dvc: DVCPeer) throws -> StageProject {
        try StageProject(Self.stages) { folder in
            try dvc.initialise(folder)
            try folder.write("in", "1")
            #expect(mkfifo(folder["up"].description, 0o600) == 0)
            #expect(mkfifo(folder["down"].description, 0o600) == 0)
            #expect(mkfifo(folder["end"].description, 0o600) == 0)
        }
    }

    private func stage(_ project: StageProject) throws -> StageDefinition {
        try #require(try project.pipeline().stage("a")?.definition)
    }

    @Test("DVC says busy while our command runs, and goes on afterwards")
    func ours() throws {
        let dvc = try DVCPeer()
        let project = try project(dvc)
        let locks = project.inspector.dvc
        try locks.claim(stage(project), process: getpid())
        let (status, text) = try dvc.output("status", in: project.folder)
        #expect(status == 1)
        #expect(text.contains("is busy, it is being blocked by"), "\(text)")
        #expect(text.contains("pitwall run a"), "\(text)")
        try project.folder.remove(".dvc/tmp/rwlock")
        let dead = try #require(Int32(Shell.output("echo $$", in: "/tmp").text.dropLast()))
        try locks.claim(stage(project), process: dead)
        #expect(try dvc.output("status", in: project.folder).status == 0)
    }

    @Test("DVC waits while we hold the project")
    func held() throws {
        let dvc = try DVCPeer()
        let project = try project(dvc)
        try project.inspector.dvc.hold {
            let (status, text) = try dvc.output("status", in: project.folder)
            #expect(status == 255)
            #expect(text.contains("Unable to acquire lock"), "\(text)")
        }
        #expect(try dvc.output("status", in: project.folder).status == 0)
    }

    @Test("we refuse what a command of DVC uses, and hold the project meanwhile")
    func theirs() throws {
        let dvc = try DVCPeer()
        let project = try project(dvc)
        try dvc.start("repro", in: project.folder, telling: "end")
        _ = try Shell.run("cat up", in: project.folder.path)  // Ends once the command runs.
        let stage = try stage(project)
        let locks = project.inspector.dvc
        try locks.hold {
            let error = #expect(throws: DVCBusy.self) { try locks.refuseBusy(stage) }
            let text = error?.description ?? ""
            #expect(text.contains("'o' is in use by '") && text.contains("dvc repro'"), "\(text)")
        }
        _ = try Shell.run("echo 1 > down", in: project.folder.path)
        _ = try Shell.run("cat end", in: project.folder.path)
        try locks.refuseBusy(stage)
        #expect(try project.plan()["a"] == .unchanged)
    }
}
