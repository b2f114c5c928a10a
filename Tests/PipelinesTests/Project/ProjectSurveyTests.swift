import Domain
import Foundation
import Pipelines
import Testing

@Suite("The first look at a project")
struct ProjectSurveyTests {
    @Test("tells what was found")
    func rows() throws {
        let folder = try SampleFolder()
        try folder.write(
            "dvc.yaml",
            """
            stages:
              train:
                cmd: train
                deps: [in.csv]
                params: [rate, other.yaml: [a]]
                outs: [model]
                metrics: [metrics.json, late.json]
            """
        )
        try folder.write("params.yaml", "rate: 1\n")
        try folder.write("metrics.json", "{}")
        try folder.write("dvc.lock", "")
        try folder.write("in.csv.dvc", "")
        try folder.write(".git/HEAD", "ref: refs/heads/fix/it\n")
        try folder.makeFolder(".dvc/cache")
        try folder.makeFolder("mlruns")
        let found = open(folder).found
        let expected = [
            ("pipelines", RelativePath.lastPart(of: folder.path)),
            ("stages", "1 in 1 dvc.yaml"),
            ("lock", "dvc.lock"),
            ("cache", ".dvc/cache"),
            ("parameters", "other.yaml, params.yaml"),
            ("metrics", "late.json, metrics.json; 1 of 2 written"),
            ("tracked data", "in.csv.dvc"),
            ("git", "branch fix/it"),
            ("MLflow", "store mlruns"),
        ]
        #expect(found.rows == expected.map { FoundThings.Row(label: $0.0, text: $0.1) })
        #expect(!found.isForeign)
    }

    @Test(
        "shows where runs log, without a password",
        arguments: [
            ("http://localhost:5000", "http://localhost:5000"),
            (
                "https://ana:secret@mlflow.example.org/x?token=secret",
                "https://mlflow.example.org/x"
            ),
            ("https://a@b@host/", "https://host/"),
            ("sqlite:///mlflow.db", "sqlite:///mlflow.db"),
            ("databricks", "databricks"),
        ]
    )
    func tracking(address: String, shown: String) throws {
        let folder = try SampleFolder()
        let variable = EnvironmentEntry(name: "MLFLOW_TRACKING_URI", value: address)
        let row = open(folder, environment: [variable]).found.rows.last
        #expect(row == FoundThings.Row(label: "MLflow", text: "MLFLOW_TRACKING_URI, \(shown)"))
    }

    @Test("knows a folder of somebody else")
    func foreign() throws {
        let folder = try SampleFolder()
        let project = Project.open(root: folder.path, user: geteuid() &+ 1)
        #expect(project.found.isForeign)
        #expect(project.found.rows.last?.label == "owner")
    }
}

@Suite("The root of a project")
struct ProjectRootTests {
    @Test(
        "is the nearest folder with the strongest mark",
        arguments: [
            ([], "a/b/c"),
            ([".git/x"], ""),
            ([".git/x", "a/.dvc/x"], "a"),
            ([".git/x", "a/.dvc/x", ".dvc/x"], "a"),
            (["pitwall.yaml", "a/.dvc/x", "a/b/.git/x"], "a"),
            (["pitwall.yaml", "a/.pitwall/x", "a/b/.dvc/x"], "a/b"),
            ([".pitwall/x", ".dvc/x", "a/b/dvc.yaml", "a/b/.git/x"], ""),
            ([".pitwall/x", "a/.pitwall/x"], "a"),
            (["a/.git", "a/b/dvc.yaml"], "a"),
            (["a/b/c/pitwall.yaml", "pitwall.yaml"], "a/b/c"),
            (["a/.pitwall", "a/b/.dvc"], "a/b/c"),
        ] as [([String], String)]
    )
    func marks(files: [String], expected: String) throws {
        let folder = try SampleFolder()
        try folder.makeFolder("a/b/c")
        for file in files { try folder.write(file, "") }
        let root = expected.isEmpty ? folder.path : folder.path + "/" + expected
        #expect(try ProjectRoot.find(from: folder.path + "/a/b/c") == root)
    }

    @Test("follows links to the real folder")
    func links() throws {
        let folder = try SampleFolder()
        try folder.write("real/pitwall.yaml", "")
        #expect(symlink("real", folder.path + "/link") == 0)
        #expect(try ProjectRoot.find(from: folder.path + "/link") == folder.path + "/real")
        #expect(try ProjectRoot.named(folder.path + "/link/.") == folder.path + "/real")
    }

    @Test(
        "is refused with its owner and what to do, where it is closed",
        .enabled(if: geteuid() != 0, "Nothing is closed to root.")
    )
    func closed() throws {
        let folder = try SampleFolder()
        try folder.makeFolder("closed/inside")
        #expect(chmod(folder.path + "/closed", 0) == 0)
        defer { chmod(folder.path + "/closed", 0o700) }
        let error = #expect(throws: InputMistakes.self) {
            try ProjectRoot.named(folder.path + "/closed/inside")
        }
        #expect(
            error?.description
                == "\(folder.path)/closed: cannot be looked into, though it is yours."
                + " Open it again with 'chmod u+rwx'."
        )
    }

    @Test("is refused where there is no folder")
    func refused() throws {
        let folder = try SampleFolder()
        try folder.write("file", "")
        func message(_ path: String) -> String {
            do {
                return try ProjectRoot.named(path)
            } catch {
                return error.description
            }
        }
        #expect(message(folder.path + "/none") == "\(folder.path)/none: there is no such folder.")
        #expect(
            message(folder.path + "/file")
                == "\(folder.path)/file: is not a folder. Name the project's folder."
        )
    }
}
