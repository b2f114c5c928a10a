import Domain
import Pipelines
import Testing

@Suite("What git ignores")
struct GitIgnoredTests {
    private static let stage = "stages: {s: {cmd: x, outs: [o]}}"

    /// The definitions that are found beside that of the root.
    private func found(_ files: [(String, String)], hasGit: Bool = true) throws -> [ProjectPath] {
        let folder = try SampleFolder()
        if hasGit { try folder.write(".git/HEAD", "ref: refs/heads/main\n") }
        try folder.write("dvc.yaml", Self.stage)
        for (path, text) in files { try folder.write(path, text) }
        return open(folder).pipelines.map(\.file).filter { $0 != "dvc.yaml" }
    }

    @Test(
        "is not searched for pipelines, as in DVC",
        arguments: [
            (".gitignore", "tmp/\n", "tmp/dvc.yaml", true),
            (".gitignore", "tmp\n", "tmp/x/dvc.yaml", true),
            (".gitignore", "/sub/dvc.yaml\n", "sub/dvc.yaml", true),
            ("sub/.gitignore", "*\n", "sub/dvc.yaml", true),
            (".git/info/exclude", "tmp\n", "tmp/dvc.yaml", true),
            (".gitignore", "tmp/*\n!tmp/dvc.yaml\n", "tmp/dvc.yaml", true),
            (".gitignore", "tmp/**\n!tmp/*.yaml\n", "tmp/dvc.yaml", true),
            (".gitignore", "tmp/\n!tmp/dvc.yaml\n", "tmp/dvc.yaml", true),
            ("sub/.gitignore", "/a/b\n", "sub/a/b/dvc.yaml", true),
            ("sub/.gitignore", "b\n", "sub/a/b/dvc.yaml", true),
            (".gitignore", "# tmp/\n\\#x\ntmp/   \n", "tmp/dvc.yaml", true),
            (".gitignore", "**/deep/\n", "a/b/deep/dvc.yaml", true),
            (".gitignore", "a/deep\n", "b/a/deep/dvc.yaml", false),
            (".gitignore", "TMP/\n", "tmp/dvc.yaml", false),
            (".gitignore", "tmp/*.csv\n", "tmp/dvc.yaml", false),
            (".gitignore", "*\n!*.yaml\n!*/\n", "tmp/dvc.yaml", false),
            ("tmp/.gitignore", "*\n!dvc.yaml\n", "tmp/dvc.yaml", false),
        ]
    )
    func definitions(file: String, patterns: String, path: String, isIgnored: Bool) throws {
        let files = [(file, patterns), (path, Self.stage)]
        #expect(try found(files).isEmpty == isIgnored)
    }

    @Test("counts for files that track data, and only in a repository that is not passed over")
    func others() throws {
        let files = [(".gitignore", "*.dvc\nsub\n"), ("sub/dvc.yaml", Self.stage)]
        #expect(try found(files + [("x.dvc", "not: good")]) == [])
        #expect(try found(files, hasGit: false) == ["sub/dvc.yaml"])
        #expect(
            try found(files + [(".dvc/config", "[core]\n    no_scm = true\n")])
                == ["sub/dvc.yaml"]
        )
    }

    @Test("cannot be the definition of the root")
    func root() throws {
        let folder = try SampleFolder()
        try folder.write(".git/HEAD", "")
        try folder.write(".gitignore", "/dvc.yaml\n")
        try folder.write("dvc.yaml", Self.stage)
        #expect(
            open(folder).pipelines.first?.mistakes?.lines == [
                "dvc.yaml: is ignored by git, and DVC refuses it then. Correct the .gitignore."
            ]
        )
    }
}
