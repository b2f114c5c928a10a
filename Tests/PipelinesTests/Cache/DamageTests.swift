import Domain
import Pipelines
import Testing

@Suite("A damaged cache")
struct DamageTests {
    private static let file = "files/md5/c4/ca4238a0b923820dcc509a6f75849b"

    private func project() throws -> StageProject {
        let project = try StageProject(
            "stages: {a: {cmd: 'mkdir d; cp in d/x; cp in o', deps: [in], outs: [d, o]}}"
        )
        try project.folder.write("in", "1")
        try project.run()
        return project
    }

    /// What the plan says of the outputs, and that the stage makes them whole again.
    private func details(_ project: StageProject) throws -> [String?] {
        guard case .runs(let changes) = try project.plan()["a"] else {
            Issue.record("the stage does not run")
            return []
        }
        #expect(changes.allSatisfy { $0.kind == .notInCache })
        #expect(try project.run() == ["a"])
        #expect(try project.plan()["a"] == .unchanged)
        return changes.map(\.detail)
    }

    @Test("an object that lost its mode and bytes is named, and made anew")
    func damagedFile() throws {
        let project = try project()
        try project.folder.write(".dvc/cache/\(Self.file)", "2", mode: 0o644)
        #expect(
            try details(project) == [
                "the object '\(Self.file)' of 'x' in it is damaged",
                "the object '\(Self.file)' of it is damaged",
            ]
        )
    }

    @Test("an object that was cut off is named, whatever its mode")
    func cutOff() throws {
        let project = try project()
        try project.folder.write(".dvc/cache/\(Self.file)", "", mode: 0o644)
        #expect(try details(project).compactMap(\.self).count == 2)
    }

    @Test("a file that a folder lost is named")
    func lostFile() throws {
        let project = try project()
        try project.folder.remove(".dvc/cache/\(Self.file)")
        #expect(try details(project) == ["'x' in it is missing there", nil])
    }

    @Test("a damaged manifest is named", arguments: ["[]", "", "junk"])
    func damagedManifest(text: String) throws {
        let project = try project()
        let name = try #require(
            try project.folder.files(below: ".dvc/cache/files").first { $0.hasSuffix(".dir") }
        )
        try project.folder.write(".dvc/cache/files/\(name)", text, mode: 0o444)
        #expect(try details(project) == ["the object 'files/\(name)' of it is damaged"])
    }

    @Test("an object of the right bytes and another mode is trusted after it was read")
    func otherMode() throws {
        let project = try project()
        project.folder.setMode(".dvc/cache/\(Self.file)", 0o644)
        #expect(try project.plan()["a"] == .unchanged)
    }
}
