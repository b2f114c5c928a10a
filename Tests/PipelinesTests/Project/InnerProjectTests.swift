import Domain
import Foundation
import Pipelines
import Testing

@Suite("Projects inside of a project")
struct InnerProjectTests {
    private static let stage = stageFile([("s", "in", "out")])

    private func folder(_ marks: [String]) throws -> SampleFolder {
        let folder = try SampleFolder()
        for path in ["", "a/", "a/deep/", "b/"] { try folder.write(path + "dvc.yaml", Self.stage) }
        for mark in marks { try folder.makeFolder(mark) }
        return folder
    }

    @Test(
        "are noted and not searched",
        arguments: [
            ([], ["dvc.yaml", "a/dvc.yaml", "a/deep/dvc.yaml", "b/dvc.yaml"], []),
            (
                [".pitwall", ".dvc"], ["dvc.yaml", "a/dvc.yaml", "a/deep/dvc.yaml", "b/dvc.yaml"],
                []
            ),
            (["a/.pitwall"], ["dvc.yaml", "b/dvc.yaml"], ["a .pitwall"]),
            (
                ["a/deep/.dvc", "b/.pitwall", "b/.dvc"], ["dvc.yaml", "a/dvc.yaml"],
                ["a/deep .dvc", "b .pitwall"]
            ),
        ] as [([String], [ProjectPath], [String])]
    )
    func found(marks: [String], files: [ProjectPath], inside: [String]) throws {
        let project = open(try folder(marks))
        #expect(project.pipelines.map(\.file) == files)
        #expect(project.innerProjects.map { "\($0.folder) \($0.mark.rawValue)" } == inside)
        let row = project.found.rows.first { $0.label == "projects inside" }
        #expect((row == nil) == inside.isEmpty)
    }

    @Test("by a file or a link of that name are none")
    func noFolder() throws {
        let folder = try folder([])
        try folder.write("a/.pitwall", "")
        #expect(symlink("..", folder.path + "/b/.pitwall") == 0)
        #expect(open(folder).innerProjects.isEmpty)
        #expect(open(folder).pipelines.count == 4)
    }

    @Test("hide what they track, and what they write is a file like any other")
    func hidden() throws {
        let folder = try folder(["a/.pitwall"])
        try folder.write("a/data.dvc", "outs: [{path: data}]")
        try folder.write("b/dvc.yaml", stageFile([("s", "../a/out", "out")]))
        let project = open(folder)
        #expect(project.summary == ["\(project.name): s", "b: b/dvc.yaml:s"])
        #expect(project.pipelines.compactMap(\.mistakes).isEmpty)
        #expect(!project.sources.contains("a/data.dvc"))
    }

    @Test("are named where pitwall.yaml means one of their pipelines")
    func declared() throws {
        let folder = try folder(["a/.pitwall"])
        try folder.write("pitwall.yaml", "pipelines: {x: {definition: a/deep/dvc.yaml}}")
        #expect(
            open(folder).mistakeLines == [
                "pitwall.yaml:1:29: 'a' is a project of its own, with its own .pitwall; its pipelines"
                    + " are listed and run there."
            ]
        )
    }

    @Test(
        "the folders on the way to a path stand from the outermost in",
        arguments: [("dvc.yaml", []), ("a/dvc.yaml", ["a"]), ("a/b/c/x", ["a", "a/b", "a/b/c"])]
            as [(ProjectPath, [ProjectPath])]
    )
    func folders(path: ProjectPath, folders: [ProjectPath]) {
        #expect(InnerProject.folders(above: path) == folders)
    }
}

@Suite("The name of the root's own pipeline")
struct KeptNameTests {
    @Test(
        "is the one that was kept, made usable, else the folder's",
        arguments: [
            ("study\n", "study"), ("a study\nmore", "a study"), ("x/y\u{1B}[1m", "xy1m"),
        ]
    )
    func kept(text: String, name: String) throws {
        let folder = try SampleFolder()
        try folder.write("dvc.yaml", stageFile([("s", "i", "o")]))
        #expect(open(folder).rootPipeline == PipelineName(open(folder).name))
        try folder.write(".pitwall/name", text)
        #expect(open(folder).pipelines.map(\.name.text) == [name])
        #expect(open(folder).rootPipeline?.text == name)
    }

    @Test(
        "that cannot be used is none",
        arguments: ["", "\n", String(repeating: "x", count: 5_000)]
    )
    func unusable(text: String) throws {
        let folder = try SampleFolder()
        try folder.write("dvc.yaml", stageFile([("s", "i", "o")]))
        try folder.write(".pitwall/name", text)
        #expect(open(folder).rootPipeline == PipelineName(open(folder).name))
    }

    @Test("is its own before that of a folder of the same name, which is told")
    func collision() throws {
        let folder = try SampleFolder()
        for path in ["dvc.yaml", "study/dvc.yaml"] {
            try folder.write(path, stageFile([("s", "i", "o")]))
        }
        try folder.write(".pitwall/name", "study\n")
        #expect(open(folder).pipelines.map(\.name) == ["study", "study-2"])
        #expect(
            open(folder).notices == [
                "Two pipelines would be called 'study', so that of study/dvc.yaml is called"
                    + " 'study-2'. Give it a name of its own under 'pipelines' in pitwall.yaml."
            ]
        )
        try folder.write("pitwall.yaml", "pipelines: {study: {definition: study/dvc.yaml}}")
        #expect(open(folder).pipelines.map(\.name) == ["study", "study-3"])
        #expect(open(folder).notices.count == 1)
    }

    @Test("is nobody's where pitwall.yaml gives another one")
    func declared() throws {
        let folder = try SampleFolder()
        try folder.write("dvc.yaml", stageFile([("s", "i", "o")]))
        try folder.write(".pitwall/name", "study\n")
        try folder.write("pitwall.yaml", "pipelines: {other: {definition: dvc.yaml}}")
        #expect(open(folder).pipelines.map(\.name) == ["other"])
        #expect(open(folder).rootPipeline == nil)
    }
}
