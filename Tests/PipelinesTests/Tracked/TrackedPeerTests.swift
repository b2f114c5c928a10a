import Domain
import Foundation
import Pipelines
import Testing

@Suite(
    "Tracked data beside the real DVC",
    .enabled(if: DVCPeer.shouldRun, DVCPeer.skipReason),
    .timeLimit(.minutes(5))
)
struct TrackedPeerTests {
    private static let stages = """
        stages:
          part: {cmd: cat in/a/1 > p, deps: [in/a], outs: [p]}
          whole: {cmd: cat data.csv p > w, deps: [data.csv, p], outs: [w]}
        """

    private func project() throws -> (StageProject, DVCPeer) {
        let peer = try DVCPeer()
        let project = try StageProject(Self.stages) { folder in
            try peer.initialise(folder)
            try folder.write("data.csv", "a\n")
            try folder.write("in/a/1", "1\n")
            try folder.write("in/b", "2\n")
        }
        _ = try peer.run("add -q data.csv in", in: project.folder)
        return (project, peer)
    }

    /// Runs as the engine does: data first, then the stage that reads it.
    private func run(_ project: StageProject) throws -> [StageName] {
        let opened = Project.open(root: project.folder.path, user: geteuid())
        let pipeline = try #require(opened.pipelines.first?.definition)
        try project.inspector.takeSources(pipeline.stages.trackedSources)
        return try project.run()
    }

    @Test("what we took is up to date for it, and what it took for us")
    func alternation() throws {
        let (project, peer) = try project()
        let folder = project.folder
        #expect(try run(project) == ["part", "whole"])
        #expect(try peer.status(folder) == "{}")

        // A part that no stage reads, then one that a stage reads.
        try folder.overwrite("in/b", "3\n")
        #expect(try run(project) == [])
        #expect(try peer.status(folder) == "{}")
        try folder.overwrite("data.csv", "b\n")
        try folder.write("in/c/d", "4\n")
        #expect(try run(project) == ["whole"])
        #expect(try peer.status(folder) == "{}")

        // The other way round, then data whose object is lost.
        try folder.overwrite("data.csv", "c\n")
        _ = try peer.run("repro -q", in: folder)
        #expect(try run(project) == [])
        try folder.remove(".dvc/cache/files/md5")
        try project.inspector.takeSources(["data.csv.dvc", "in.dvc"])
        let status = try peer.status(folder)
        #expect(!status.contains("data.csv.dvc") && !status.contains("in.dvc"))
    }

    @Test("its files are written byte for byte as it writes them")
    func bytes() throws {
        let (project, peer) = try project()
        let texts = ["outs:\n- path: data.csv\n", "outs:\n- path: in\nmeta: {a: 1}\n"]
        func write() throws {
            try project.folder.write("data.csv.dvc", texts[0])
            try project.folder.write("in.dvc", texts[1])
        }
        try write()
        _ = try peer.run("repro -q", in: project.folder)
        let theirs = try [project.folder.read("data.csv.dvc"), project.folder.read("in.dvc")]
        try write()
        try project.inspector.takeSources(["data.csv.dvc", "in.dvc"])
        let ours = try [project.folder.read("data.csv.dvc"), project.folder.read("in.dvc")]
        #expect(ours[0] == theirs[0])
        // What comes after the data stays where it is.
        #expect(ours[1]?.hasSuffix("meta: {a: 1}\n") == true)
        #expect(ours[1]?.dropLast(13) == theirs[1]?.dropLast(13))
    }

    @Test("an import keeps its digest and where it came from")
    func imported() throws {
        let (project, peer) = try project()
        let origin = try TemporaryFolder()
        try origin.write("far.csv", "far\n")
        let address = origin["far.csv"].description
        _ = try peer.run("import-url -q '\(address)' far.csv", in: project.folder)
        try project.folder.overwrite("far.csv", "near\n")
        let taken = try project.inspector.takeSources(["far.csv.dvc"])
        #expect(taken.map(\.kind) == [.modified])
        let status = try peer.status(project.folder)
        #expect(!status.contains("far.csv.dvc"))
    }
}
