import Glibc
import Pipelines
import Testing

@Suite("Contents of files and folders")
struct ContentTests {
    private let folder: TemporaryFolder
    private let reader = ContentReader()

    init() throws {
        folder = try TemporaryFolder()
    }

    private func content(_ name: String) throws -> Content? {
        try reader.content(of: folder[name])
    }

    @Test("a file is named by its bytes, and its executable bit stands beside them")
    func file() throws {
        try folder.write("prep.sh", "#!/bin/sh\ncp raw.csv clean.csv\n", mode: 0o755)
        let content = try #require(try content("prep.sh"))
        #expect(content.hash.text == "7c7664deea5053f9a766e1f466704f18")
        #expect(content.size == 31)
        #expect(content.fileCount == nil)
        #expect(content.isExecutable)
    }

    @Test("nothing has no content")
    func nothing() throws {
        #expect(try content("missing") == nil)
        try folder.write("file", "x")
        #expect(try content("file/below") == nil)
    }

    @Test("a folder is named by the manifest DVC writes for it")
    func folders() throws {
        try Fixture.writeFolder(in: folder)
        let content = try #require(try content("d"))
        #expect(content.hash.text == "7d8ab556ac817d5e01203a8be2bcd011.dir")
        #expect(content.size == 12)
        #expect(content.fileCount == 12)
        #expect(!content.isExecutable)
        let manifest = try reader.manifest(of: folder["d"])
        let expected = try Fixture.text("folders/expected/7d8ab556ac817d5e01203a8be2bcd011.dir")
        #expect(String(decoding: manifest.json, as: UTF8.self) == expected)
        #expect(manifest.below(RawPath("B")).hash.text == "e0bfa3b4f88dfdd5302d94146f165b02.dir")
        #expect(try self.content("d/B")?.hash.text == "e0bfa3b4f88dfdd5302d94146f165b02.dir")
    }

    @Test("an empty folder has the hash of an empty list")
    func emptyFolder() throws {
        try folder.makeFolder("d/empty")
        let content = try #require(try content("d"))
        #expect(content.hash.text == "d751713988987e9331980363e24189ce.dir")
        #expect(content.size == 0)
        #expect(content.fileCount == 0)
    }

    @Test("folders of repositories and of other projects do not count")
    func foreignFolders() throws {
        try folder.write("d/a", "1")
        let alone = try content("d")?.hash
        try folder.write("d/.git/config", "x")
        try folder.write("d/.hg/x", "x")
        try folder.write("d/sub/.dvc/config", "x")
        try folder.write("d/sub/data", "x")
        #expect(try content("d")?.hash == alone)
        try folder.write("d/.dvc/config", "")
        #expect(try content("d")?.hash.text == "d751713988987e9331980363e24189ce.dir")
    }

    @Test("a link to a folder does not count, one that leads nowhere is told")
    func links() throws {
        try folder.write("d/a", "1")
        try folder.write("other/b", "2")
        let alone = try content("d")?.hash
        folder.link("d/folder", to: "../other")
        #expect(try content("d")?.hash == alone)
        folder.link("d/broken", to: "gone")
        #expect(throws: ContentFailure.brokenLink(folder["d/broken"])) { try content("d") }
    }

    @Test("a pipe and a .dvcignore inside a folder are told")
    func oddFiles() throws {
        try folder.write("d/a", "1")
        try folder.write("d/.dvcignore", "a")
        #expect(throws: ContentFailure.ignoreFile(folder["d/.dvcignore"])) { try content("d") }
        try folder.remove("d/.dvcignore")
        #expect(mkfifo(folder["d/pipe"].description, 0o600) == 0)
        #expect(throws: ContentFailure.notAFile(folder["d/pipe"])) { try content("d") }
        #expect(throws: ContentFailure.notAFile(folder["d/pipe"])) { try content("d/pipe") }
    }

    @Test("names that are not UTF-8 stand in the manifest as Python writes them")
    func strayBytes() throws {
        let entry = { (bytes: [UInt8]) in
            FolderManifest.Entry(
                path: RawPath(bytes: bytes),
                digest: "c4ca4238a0b923820dcc509a6f75849b"
            )
        }
        let manifest = FolderManifest([entry([0xff]), entry(Array("\u{e000}".utf8)), entry([0x07])])
        let names = manifest.entries.map(\.path.bytes)
        #expect(names == [[0x07], [0xff], Array("\u{e000}".utf8)])
        let json = String(decoding: manifest.json, as: UTF8.self)
        #expect(json.contains(#""relpath": "\u0007"}"#))
        #expect(json.contains(#""relpath": "\udcff"}"#))
        #expect(json.contains(#""relpath": "\ue000"}"#))
        #expect(FolderManifest(json: manifest.json) == manifest)
    }

    @Test(
        "a damaged manifest, or one that leads out of its folder, is none",
        arguments: [
            "", "[", "{}", "[1]", #"[{"md5": "c4ca4238a0b923820dcc509a6f75849b"}]"#,
            #"[{"md5": "x", "relpath": "a"}]"#,
            #"[{"md5": "c4ca4238a0b923820dcc509a6f75849b", "relpath": "../a"}]"#,
            #"[{"md5": "c4ca4238a0b923820dcc509a6f75849b", "relpath": "/a"}]"#,
            #"[{"md5": "c4ca4238a0b923820dcc509a6f75849b", "relpath": "a//b"}]"#,
            #"[{"md5": "c4ca4238a0b923820dcc509a6f75849b", "relpath": ""}]"#,
            #"[{"md5": "c4ca4238a0b923820dcc509a6f75849b", "relpath": "a\u0000"}]"#,
        ]
    )
    func damagedManifest(text: String) {
        #expect(FolderManifest(json: Array(text.utf8)) == nil)
    }

    @Test("a change is seen however soon it comes, even with the same size and time")
    func staleness() throws {
        try folder.write("a", "1")
        for number in 2..<40 {
            let before = try content("a")?.hash
            // Into the same file on even turns, a new file in its place on odd ones.
            if number.isMultiple(of: 2) {
                try folder.overwrite("a", "\(number % 10)")
            } else {
                try folder.write("a", "\(number % 10)")
            }
            #expect(try content("a")?.hash != before)
        }
    }

    @Test("many files are read at once, each with its own answer")
    func many() throws {
        for number in 0..<50 { try folder.write("n\(number)", "\(number)") }
        let paths = (0..<50).map { folder["n\($0)"] } + [folder["missing"]]
        let contents = reader.contents(of: paths + paths)
        #expect(contents.count == 50)
        for number in 0..<50 {
            let hash = try contents[folder["n\(number)"]]?.get().hash.text
            #expect(hash == MD5.digest(of: "\(number)".utf8))
        }
    }
}
