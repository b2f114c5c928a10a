import Domain
import Pipelines
import Testing

@Suite("What a run leaves, against what DVC left")
struct FixtureRunTests {
    private func project(_ name: String, _ files: [String]) throws -> StageProject {
        let project = try StageProject { folder in
            try folder.makeFolder(".dvc")
            _ = try Shell.run("git init -q", in: folder.path)
        }
        for file in files {
            let text = try Fixture.text("\(name)/input/\(file)")
            try project.folder.write(file, text, mode: file == "prep.sh" ? 0o755 : 0o644)
        }
        return project
    }

    private func compare(_ project: StageProject, _ name: String) throws {
        let lock = try project.folder.read("dvc.lock")
        #expect(try lock == Fixture.text("\(name)/expected/dvc.lock"))
        let files = try Fixture.text("\(name)/expected/cache-files.txt")
            .split(separator: "\n").map(String.init).filter { $0.hasPrefix(".dvc/cache/") }
        let found = try project.folder.files(below: ".dvc/cache").map { ".dvc/cache/" + $0 }
        #expect(found == files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        let verdicts = try project.plan()
        #expect(verdicts.values.allSatisfy { $0 == .unchanged }, "\(verdicts)")
    }

    @Test("values: numbers, quotes and lists of commands, to the byte")
    func values() throws {
        let project = try project("values", ["dvc.yaml", "params.yaml", "prep.sh", "raw.csv"])
        #expect(try project.run() == ["prep", "eval"])
        try compare(project, "values")
        let ignored = try Fixture.text("values/expected/gitignore")
        #expect(try project.folder.read(".gitignore") == ignored)
        #expect(try project.run() == [])
    }

    @Test("folders: odd names, links and the executable bit, to the byte")
    func folders() throws {
        let project = try project("folders", ["dvc.yaml", "gen.sh"])
        #expect(try project.run() == ["gen", "use"])
        try compare(project, "folders")
        let ignored = try Fixture.text("folders/expected/gitignore")
        #expect(try project.folder.read(".gitignore") == ignored)
    }

    @Test("templates: groups, options and values from files, to the byte")
    func templates() throws {
        let project = try project("templates", ["dvc.yaml", "params.yaml", "w/in.txt"])
        let names = try project.pipeline().stages.map(\.name.text)
        #expect(
            Set(names) == [
                "tok@en", "tok@fr", "fit@cnn-k0", "fit@cnn-k1", "fit@xgb-k0", "fit@xgb-k1",
            ]
        )
        #expect(try project.run().count == 6)
        try compare(project, "templates")
        #expect(try project.run() == [])
    }

    @Test("a lock that DVC folded is written as it was read")
    func foldedLock() throws {
        let text = try Fixture.text("templates/expected/dvc.lock")
        let lock = try LockFile(bytes: Array(text.utf8), path: "dvc.lock")
        #expect(lock.stages.count == 6)
        #expect(lock.stages[2].entry.command.summary.hasSuffix("${HOME:+x} > cnn-k0.bin"))
        #expect(lock.plainText == text)
    }
}
