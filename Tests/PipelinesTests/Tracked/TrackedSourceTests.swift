import Domain
import Foundation
import Pipelines
import Testing

@Suite("Data that files track, in a run")
struct TrackedSourceTests {
    private static let stages = """
        stages:
          s: {cmd: cat data.csv > o, deps: [data.csv], outs: [o]}
        """

    private func project(_ tracked: String) throws -> StageProject {
        let project = try StageProject(Self.stages)
        try project.folder.write("data.csv", "a\n")
        try project.folder.write("data.csv.dvc", tracked)
        return project
    }

    private func sources(of project: StageProject) throws -> [ProjectPath] {
        let opened = Project.open(root: project.folder.path, user: geteuid())
        let definition = try #require(opened.pipelines.first?.definition)
        return definition.stages.trackedSources
    }

    @Test("changed data is taken, and only what its file remembers is written anew")
    func changed() throws {
        let project = try project(
            """
            # What came in.
            outs:
            - md5: d41d8cd98f00b204e9800998ecf8427e # nothing
              size:   0
              hash: md5
              path: data.csv   # the data
              desc:  "as it is"
            meta:
              a:   1
            """
        )
        let sources = try sources(of: project)
        #expect(sources == ["data.csv.dvc"])
        let taken = try project.inspector.takeSources(sources)
        #expect(taken.map(\.words) == ["data.csv (tracked by data.csv.dvc) changed"])
        let text = """
            # What came in.
            outs:
            - md5: 60b725f10c9c85c70d97880dfe8191b3 # nothing
              size:   2
              hash: md5
              path: data.csv   # the data
              desc:  "as it is"
            meta:
              a:   1
            """
        #expect(try project.folder.read("data.csv.dvc") == text)
        #expect(try project.inspector.takeSources(sources) == [])
        let hash = try #require(ContentHash("60b725f10c9c85c70d97880dfe8191b3"))
        #expect(try project.inspector.cache.holds(hash))
    }

    @Test(
        "what a file never said is added",
        arguments: [
            (
                "outs:\n- path: data.csv\n",
                "outs:\n- path: data.csv\n  md5: 60b725f10c9c85c70d97880dfe8191b3\n  size: 2\n"
                    + "  hash: md5\n"
            ),
            (
                "outs:\n- md5: d41d8cd98f00b204e9800998ecf8427e.dir\n  size: 0\n  nfiles: 0\n"
                    + "  hash: md5\n  path: data.csv",
                "outs:\n- md5: 60b725f10c9c85c70d97880dfe8191b3\n  size: 2\n  hash: md5\n"
                    + "  path: data.csv"
            ),
            (
                "outs: [{path: data.csv, md5: '', size: 1, hash: md5}]\n",
                "outs: [{path: data.csv, md5: 60b725f10c9c85c70d97880dfe8191b3, size: 2,"
                    + " hash: md5}]\n"
            ),
            (
                "outs: [{path: data.csv}]\n",
                "outs:\n- path: data.csv\n  md5: 60b725f10c9c85c70d97880dfe8191b3\n  size: 2\n"
                    + "  hash: md5\n"
            ),
        ]
    )
    func fields(old: String, new: String) throws {
        let project = try project(old)
        try project.inspector.takeSources(["data.csv.dvc"])
        #expect(try project.folder.read("data.csv.dvc") == new)
    }

    @Test("a forced run takes what is unchanged, too, and brings back what git and the cache lost")
    func forced() throws {
        let project = try StageProject(Self.stages) { folder in
            try folder.makeFolder(".dvc")
            _ = try Shell.run("git init -q", in: folder.path)
        }
        try project.folder.write("data.csv", "a\n")
        try project.folder.write("data.csv.dvc", "outs:\n- path: data.csv\n")
        try project.inspector.takeSources(["data.csv.dvc"])
        let objects = try project.folder.files(below: ".dvc/cache")
        let file = try project.folder.read("data.csv.dvc")
        let ignored = try #require(try project.folder.read(".gitignore"))
        try project.folder.remove(".gitignore")
        #expect(try project.inspector.takeSources(["data.csv.dvc"]) == [])
        #expect(try !project.folder.exists(".gitignore"))
        #expect(try project.inspector.takeSources(["data.csv.dvc"], isForced: true) == [])
        #expect(try project.folder.read(".gitignore") == ignored)
        #expect(try project.folder.files(below: ".dvc/cache") == objects)
        #expect(try project.folder.read("data.csv.dvc") == file)
        _ = try Shell.run("chmod 755 data.csv", in: project.folder.path)
        for isForced in [false, true] {
            try project.inspector.takeSources(["data.csv.dvc"], isForced: isForced)
            let text = try project.folder.read("data.csv.dvc")
            #expect(text?.contains("isexec: true") == isForced)
        }
    }

    @Test("missing data stops it, and nothing is written")
    func missing() throws {
        let project = try project("outs:\n- path: data.csv\n")
        try project.folder.remove("data.csv")
        #expect(
            throws: TrackedProblem.missing("data.csv", file: "data.csv.dvc", isInCache: false)
        ) {
            try project.inspector.takeSources(["data.csv.dvc"])
        }
        #expect(try project.folder.read("data.csv.dvc") == "outs:\n- path: data.csv\n")
    }

    @Test("a plan names data that changed")
    func plan() throws {
        let project = try project("outs:\n- path: data.csv\n")
        let opened = Project.open(root: project.folder.path, user: geteuid())
        let definition = try #require(opened.pipelines.first?.definition)
        let plan = try project.inspector.plan(definition)
        #expect(
            plan.sources == [
                SourceChange(file: "data.csv.dvc", path: "data.csv", kind: .modified)
            ]
        )
        #expect(!plan.isUpToDate)
    }

    @Test("several stages take it at the same time", arguments: ["copy", "hardlink", "symlink"])
    func together(links: String) throws {
        let project = try StageProject(Self.stages) { folder in
            try folder.write(".dvc/config", "[cache]\n    type = \(links)\n")
        }
        for name in 0..<20 { try project.folder.write("in/\(name)", "data \(name)") }
        try project.folder.write("in.dvc", "outs:\n- path: in\n")
        try project.folder.write("data.csv", "a\n")
        try project.folder.write("data.csv.dvc", "outs:\n- path: data.csv\n")
        let inspector = project.inspector
        let failures = Parallel.map(16) { _ -> String? in
            do {
                try inspector.takeSources(["in.dvc", "data.csv.dvc"])
                return nil
            } catch {
                return "\(error)"
            }
        }
        #expect(failures == Array(repeating: nil, count: 16))
        #expect(try inspector.changes(of: ["in.dvc", "data.csv.dvc"]) == [])
        #expect(try project.folder.read("in/7") == "data 7")
    }
}
