import Domain
import Pipelines
import Testing

@Suite("A file that tracks data")
struct TrackedFileTests {
    private static let digest = "60b725f10c9c85c70d97880dfe8191b3"

    private func read(
        _ text: String,
        path: ProjectPath = "in/data.csv.dvc"
    ) throws(InputMistakes) -> TrackedFile {
        try TrackedFile(YAMLFile(text: text, path: path), root: "/project")
    }

    private func mistakes(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch {
            return error.lines
        }
    }

    @Test("says what it tracks and how it is remembered")
    func outputs() throws {
        let file = try read(
            """
            wdir: ..
            outs:
            - md5: \(Self.digest)
              size: 2
              isexec: true
              hash: md5
              path: data.csv
              remote: store
              push: false
            - path: /project/other/
              cache: false
            """
        )
        #expect(file.outputs.map(\.path.resolved) == ["data.csv", "other"])
        #expect(
            file.outputs.map(\.path.place.description) == [
                "in/data.csv.dvc:7:9", "in/data.csv.dvc:10:9",
            ]
        )
        #expect(file.outputs.map(\.isCached) == [true, false])
        let hash = try #require(ContentHash(Self.digest))
        #expect(
            file.outputs.map(\.content) == [
                Content(hash: hash, size: 2, isExecutable: true), nil,
            ]
        )
        #expect(file.origin == .added)
        #expect(!file.isFrozen)
    }

    @Test(
        "may be empty",
        arguments: [
            "", "outs: []", "outs:", "meta: 1", "outs:\n- path: a\nmeta: {a: [1]}\nwdir:\n",
        ]
    )
    func empty(text: String) throws {
        #expect(mistakes(text) == [])
    }

    @Test(
        "is read the same with and without a reader of YAML",
        arguments: [
            "outs:\n", "outs:\n\n", "outs:\n- md5: @\n  size: 2\n  hash: md5\n  path: a.csv\n",
            "outs:\n- md5: @.dir\n  size: 20\n  nfiles: 3\n  hash: md5\n  path: /project/in/d\n",
            "outs:\n- md5: @\n  size: 0\n  isexec: true\n  hash: md5\n  path: ../a-b_c/d.e\n",
            "outs:\n- md5: @\n  size: 0\n  isexec: false\n  hash: md5\n  path: a\n",
            "outs:\n- md5: @\n  size: 2\n  hash: md5\n  path: a\n"
                + "- md5: @\n  size: 2\n  hash: md5\n  path: b\n",
            "outs:\n- md5: @\n  size: 2\n  hash: md5\n  path: a\nmeta: 1\n",
            "outs:\n- md5: @\n  size: 2\n  hash: md5\n  path: 'a: b'\n",
            "outs:\n- md5: @\n  size: 2\n  hash: md5\n  path: a\n  push: false\n",
            "outs:\n- md5: @\n  size: 012\n  hash: md5\n  path: .a\n",
            "outs:\n- md5: @\n  size: 2\n  hash: md5\n  path: a #c\n",
            "outs:\n- md5: @\n  size: 2\n  hash: md5\n  path: a",
            "outs:\n- md5: @\n  size: 2\n  path: a\n",
            "outs:\n- md5: 1234567890123456789012345678901e\n  size: 2\n  hash: md5\n  path: a\n",
        ]
    )
    func plain(text: String) throws {
        let text = text.replacing("@", with: Self.digest)
        let path: ProjectPath = "in/x.dvc"
        let yaml = try TrackedFile(YAMLFile(text: text, path: path), root: "/project")
        let plain = try TrackedFile(bytes: Array(text.utf8), path: path, root: "/project")
        #expect(plain == yaml)
    }

    @Test(
        "with a number where text is needed is refused by both",
        arguments: [
            "outs:\n- md5: 12345678901234567890123456789012\n  size: 2\n  hash: md5\n  path: a\n",
            "outs:\n- md5: @\n  size: 2\n  hash: md5\n  path: 12\n",
            "outs:\n- md5: @\n  size: 2\n  hash: md5\n  path: true\n",
            "outs:\n- md5: @\n  size: -2\n  hash: md5\n  path: a\n",
            "outs:\n- md5: @\n  size: 2\n  nfiles: x\n  hash: md5\n  path: a\n",
        ]
    )
    func plainMistake(text: String) {
        let bytes = Array(text.replacing("@", with: Self.digest).utf8)
        #expect(throws: InputMistakes.self) {
            try TrackedFile(bytes: bytes, path: "x.dvc", root: "/project")
        }
    }

    @Test("of DVC 2 remembers nothing that can be compared")
    func old() throws {
        let output = try #require(try read("outs:\n- {md5: \(Self.digest), path: a}").outputs.first)
        #expect(output.isOld)
        #expect(output.content == nil)
    }

    @Test(
        "of an import names where the data is from",
        arguments: [
            ("path: https://example.org/a.csv", "https://example.org/a.csv"),
            ("{path: a.csv, repo: {url: ../registry, rev_lock: abc}}", "../registry"),
        ]
    )
    func imports(dependency: String, origin: String) throws {
        let file = try read("frozen: true\ndeps:\n- \(dependency)\nouts:\n- path: a.csv\n")
        #expect(file.origin == .imported(origin))
        #expect(file.isFrozen)
        #expect(!file.wantsUpdates)
    }

    @Test(
        "with a mistake is refused at its place",
        arguments: [
            (
                "- a",
                "1:1: a mapping with what it tracks under 'outs' is needed, but this is a list."
            ),
            ("out:\n- path: a", "1:1: unknown key 'out'. Did you mean 'outs'?"),
            ("outs: data", "1:7: 'outs' takes a list, but this is text."),
            ("outs:\n- data", "2:3: a mapping with a 'path' is needed, but this is text."),
            (
                "outs:\n- md5: 12\n  path: a",
                "2:8: 'md5' takes text, but this is a number. Put it in quotes."
            ),
            ("outs:\n- size: 2", "2:3: this has no 'path'. Name the data."),
            (
                "outs:\n- path: 12",
                "2:9: 'path' takes text, but this is a number. Put it in quotes."
            ),
            ("outs:\n- path: ''", "2:9: a path cannot be empty or hold a zero byte."),
            (
                "outs:\n- path: a\n  size: '2'",
                "3:9: 'size' takes a whole number, but this is text."
            ),
            (
                "outs:\n- path: a\n  persist:",
                "3:11: 'persist' takes true or false, but this is nothing."
            ),
            (
                "outs:\n- path: a\n  chache: true",
                "3:3: unknown key 'chache'. Did you mean 'cache'?"
            ),
            (
                "outs:\n- path: a\nfrozen: 'no'",
                "3:9: 'frozen' takes true or false, but this is text."
            ),
            (
                "outs:\n- path: s3://b/a",
                "2:9: data at 's3://' is not available in this version. Only files of this machine can be tracked."
            ),
            (
                "outs:\n- path: a\n  path: b",
                "2:3: the key 'path' stands twice in one mapping. Keep one of them."
            ),
        ]
    )
    func refused(text: String, mistake: String) {
        #expect(mistakes(text).first == "in/data.csv.dvc:" + mistake)
    }

    @Test("that DVC would update, or that DVC 2 wrote, is told")
    func notices() throws {
        let folder = try SampleFolder()
        try folder.write("dvc.yaml", "stages: {s: {cmd: x}}")
        try folder.write("a.dvc", "deps:\n- path: https://example.org/a\nouts:\n- path: a\n")
        try folder.write("b.dvc", "frozen: true\ndeps:\n- path: /b\nouts:\n- path: b\n")
        try folder.write("c.dvc", "outs:\n- md5: \(Self.digest)\n  path: c\n")
        #expect(
            open(folder).notices == [
                "'a.dvc' is not frozen, so DVC would look for news at 'https://example.org/a'."
                    + " Updating an import is not available in this version: its data is used as"
                    + " it is.",
                "'c.dvc' was written by DVC 2, so changes of its data are not seen."
                    + " 'dvc commit c.dvc' brings it up to date.",
            ]
        )
    }
}
