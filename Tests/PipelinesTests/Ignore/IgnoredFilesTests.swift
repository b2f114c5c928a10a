import Domain
import Pipelines
import Testing

@Suite("files that a .dvcignore leaves out")
struct IgnoredFilesTests {
    /// The hashes are those that `dvc` 3.67.1 wrote for the same files.
    @Test("do not count in the hash of a folder")
    func folderHash() throws {
        let folder = try TemporaryFolder()
        let names = [
            "d/a.txt", "d/b.tmp", "d/keep/c.tmp", "d/keep/k.txt", "d/sub/s.txt", "d/sub/.hg",
            "d/logs/l.txt", "d/é.bin", "other/o.tmp",
        ]
        for name in names { try folder.write(name, name + "\n") }
        folder.link("d/broken.tmp", to: "nowhere")
        try folder.write("nested/in/a", "1\n")
        try folder.write("nested/in/b", "1\n")
        try folder.write("nested/.dvcignore", "/in/b\n")
        try folder.write(".dvcignore", "# comment\n*.tmp\n!d/keep\n  logs/  \n/d/?.bin\n")
        let reader = ContentReader(root: folder.raw)
        func hash(_ name: String) throws -> String? {
            try reader.content(of: folder[name])?.hash.text
        }
        #expect(try hash("d") == "daeb49dda6e21d75adc30823b480d86d.dir")
        #expect(try reader.content(of: folder["d"])?.fileCount == 5)
        #expect(try reader.content(of: folder["d"])?.size == 56)
        #expect(try hash("d/logs") == "d751713988987e9331980363e24189ce.dir")
        #expect(try hash("nested/in") == "978ca45691cd12e610fb0788867f8252.dir")
        // A file that is named itself counts, whatever the patterns say.
        #expect(try hash("other/o.tmp") == "3c0579da3b88f7d1f011334cc6cf7c54")
    }

    @Test("count again at the next look, once the pattern is gone")
    func change() throws {
        let project = try StageProject("stages: {a: {cmd: cp d/f o, deps: [d], outs: [o]}}")
        try project.folder.write("d/f", "1")
        try project.folder.write("d/g.tmp", "1")
        try project.folder.write(".dvcignore", "*.tmp\n")
        #expect(try project.run() == ["a"])
        try project.folder.write("d/g.tmp", "2")
        #expect(try project.plan()["a"] == .unchanged)
        try project.folder.write(".dvcignore", "")
        #expect(try project.plan()["a"] != .unchanged)
    }

    @Test("are not kept of an output, and do not disturb it")
    func output() throws {
        let project = try StageProject(
            "stages: {a: {cmd: mkdir o; echo 1 > o/f; echo 1 > o/g.tmp, outs: [o]}}"
        )
        try project.folder.write(".dvcignore", "*.tmp\n")
        #expect(try project.run() == ["a"])
        #expect(
            try project.inspector.outputs(of: project.pipeline().stages[0].definition).map(
                \.fileCount
            ) == [1]
        )
    }

    @Test("stay where they are when an output is brought back")
    func restore() throws {
        let project = try StageProject("stages: {a: {cmd: mkdir o; echo 1 > o/f, outs: [o]}}")
        try project.folder.write(".dvcignore", "*.tmp\nnotes/\n")
        #expect(try project.run() == ["a"])
        try project.folder.write("o/g.tmp", "mine")
        try project.folder.write("o/d/notes/n", "mine")
        try project.folder.remove("o/f")
        let stage = try project.pipeline().stages[0].definition
        _ = try project.inspector.restore(stage, acceptsLoss: true)
        #expect(try project.folder.read("o/f") == "1\n")
        #expect(try project.folder.read("o/g.tmp") == "mine")
        #expect(try project.folder.read("o/d/notes/n") == "mine")
        #expect(try project.plan()["a"] == .unchanged)
    }

    @Test("and folders are not searched for pipelines; an output among them is a mistake")
    func scan() throws {
        let folder = try TemporaryFolder()
        let stage = "stages:\n  a:\n    cmd: 'true'\n    outs:\n    - r.tmp\n"
        try folder.write(".dvcignore", "*.tmp\nold/\n")
        try folder.write("dvc.yaml", stage)
        try folder.write("old/dvc.yaml", stage)
        try folder.write("new/dvc.yaml", "stages: {b: {cmd: 'true', outs: [x]}}")
        try folder.write("new/.dvcignore", "/deep\n")
        try folder.write("new/deep/dvc.yaml", stage)
        let project = Project.open(root: folder.path, user: 0)
        #expect(project.pipelines.map(\.file) == ["dvc.yaml", "new/dvc.yaml"])
        #expect(
            project.pipelines.first?.mistakes?.list.map(\.description) == [
                "dvc.yaml:5:7: output 'r.tmp' is ignored by a pattern in a .dvcignore, so nothing"
                    + " could tell whether it changed. Change the pattern or the path."
            ]
        )
        #expect(project.pipelines.last?.definition != nil)
    }
}
