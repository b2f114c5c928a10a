import Domain
import Pipelines
import Testing

@Suite("dvc.lock")
struct LockTests {
    private static let text = """
        # the head
        schema: '2.0'
        stages:
          # about prep
          prep:
            cmd: python prep.py
            deps:
            - path: raw.csv
              hash: md5
              md5: e5ebd4c02cefbe7955977c67ada242b7
              size: 8
          stale:
            cmd: [a,    b]   # odd form

        """

    private func lock(_ text: String, _ path: ProjectPath = "dvc.lock") throws -> LockFile {
        try LockFile(bytes: Array(text.utf8), path: path)
    }

    private func text(_ lock: LockFile) -> String {
        String(decoding: lock.bytes, as: UTF8.self)
    }

    private let entry = LockEntry(command: .text("x"))

    // MARK: - Writing

    @Test("a new file has the head DVC writes")
    func newFile() throws {
        let lock = try LockFile(path: "dvc.lock").setting(entry, for: "a")
        #expect(text(lock) == "schema: '2.0'\nstages:\n  a:\n    cmd: x\n")
    }

    @Test("an entry is exchanged, all else stays to the byte")
    func exchange() throws {
        let lock = try lock(Self.text).setting(entry, for: "prep")
        #expect(
            text(lock) == """
                # the head
                schema: '2.0'
                stages:
                  # about prep
                  prep:
                    cmd: x
                  stale:
                    cmd: [a,    b]   # odd form

                """
        )
        #expect(lock.entry("stale")?.command == .list(["a", "b"]))
    }

    @Test("a new entry goes where it is told, comments stay with what they are about")
    func insertion() throws {
        let first = try lock(Self.text).setting(entry, for: "new", at: 0)
        #expect(first.stages.map(\.name) == ["new", "prep", "stale"])
        #expect(text(first).contains("stages:\n  new:\n    cmd: x\n  # about prep\n  prep:\n"))
        let last = try lock(Self.text).setting(entry, for: "new")
        #expect(text(last) == Self.text + "  new:\n    cmd: x\n")
    }

    @Test("keys that follow the stages stay behind them")
    func laterKeys() throws {
        let text = "stages:\n  a:\n    cmd: y\n# end\nschema: '2.0'\n"
        let lock = try lock(text).setting(entry, for: "b")
        #expect(
            self.text(lock)
                == "stages:\n  a:\n    cmd: y\n  b:\n    cmd: x\n# end\nschema: '2.0'\n"
        )
    }

    @Test(
        "a file of another form is written anew with all its meaning",
        arguments: [
            "{schema: '2.0', stages: {a: {cmd: y}}}",
            "schema: '2.0'\nstages: {\n  a: {cmd: y},\n  b: {cmd: z}}\n",
            "schema: '2.0'\nstages:\n    a:\n        cmd: y\n",
            "schema: '2.0'\nstages:\n  a:\n    cmd: &c y\n  b:\n    cmd: *c",
            "schema: '2.0'\r\nstages:\r\n  a:\r\n    cmd: y\r\n",
        ]
    )
    func otherForms(text: String) throws {
        let old = try lock(text)
        let lock = try old.setting(entry, for: "c")
        #expect(lock.stages.dropLast().map(\.name) == old.stages.map(\.name))
        #expect(lock.entry("a")?.command == .text("y"))
        #expect(lock.plainText == self.text(lock))
    }

    @Test("many writes one after the other stay what a reading of the file gives")
    func manyWrites() throws {
        var written = try lock(Self.text)
        for turn in 0..<60 {
            let name = "s\(turn * 7 % 11)"
            let command = String(repeating: "long words\n ", count: turn % 5) + "\(turn)"
            let entry = LockEntry(
                command: .text(command),
                outputs: [.init(path: "o", content: nil)]
            )
            written = try written.setting(entry, for: name, at: turn % 4)
            let read = try lock(text(written))
            #expect(read.stages == written.stages)
        }
        #expect(text(written).hasPrefix("# the head\nschema"))
        #expect(text(written).contains("  # about prep\n  prep:\n    cmd: python"))
        #expect(text(written).contains("  stale:\n    cmd: [a,    b]   # odd form\n"))
    }

    @Test("entries, files and keys are sorted as DVC sorts them")
    func sorting() throws {
        let item = { (path: String) in LockItem(path: path, content: nil) }
        let one = LockedParameters.Value(key: "b", value: .integer(1))
        let two = LockedParameters.Value(key: "a", value: .null)
        let entry = LockEntry(
            command: .list(["x"]),
            dependencies: [item("ｚ"), item("😀"), item("./a"), item("B")],
            parameters: [
                LockedParameters(file: "a.yaml", values: [one]),
                LockedParameters(file: "params.yaml", values: [one, two]),
            ],
            outputs: [item("o")]
        )
        let lock = try LockFile(path: "dvc.lock").setting(entry, for: "s")
        #expect(
            text(lock) == """
                schema: '2.0'
                stages:
                  s:
                    cmd:
                    - x
                    deps:
                    - path: ./a
                    - path: B
                    - path: ｚ
                    - path: 😀
                    params:
                      params.yaml:
                        a:
                        b: 1
                      a.yaml:
                        b: 1
                    outs:
                    - path: o

                """
        )
    }

    @Test("a lock of DVC 2 and what other storages keep pass through")
    func passedOn() throws {
        let text = """
            schema: '2.0'
            stages:
              a:
                cmd: x
                deps:
                - path: b
                  md5: e5ebd4c02cefbe7955977c67ada242b7
                  etag: '"1"'
            datasets:
            - name: d

            """
        let lock = try lock(text)
        #expect(lock.entry("a")?.dependencies.map(\.content) == [nil])
        #expect(lock.plainText == text)
    }

    // MARK: - Mistakes

    private static let remedy =
        " Restore the file from git, or run 'pitwall run --force', which writes it anew with the"
        + " records that can be read."

    @Test(
        "a lock that is not understood is named",
        arguments: [
            (
                "schema: '2.0'\nstages:\n  train:\n    cmd: x\n<<<<<<< HEAD\n",
                "dvc.lock:5:1: unresolved merge. Resolve it, or run 'pitwall run --force train',"
                    + " which writes it anew with the records that can be read."
            ),
            (
                "schema: 2.0\n",
                "dvc.lock:1:9: the schema is 2.0 where the text '2.0' in quotes is needed."
            ),
            (
                "a:\n  cmd: x\n",
                "dvc.lock:1:1: there is no 'schema', so this is no lock of DVC 2 or later."
            ),
            ("schema: '2.0'\nx: 1\n", "dvc.lock:2:1: unknown key 'x'."),
            ("", "dvc.lock:1:1: this lock is empty."),
            (
                "schema: '2.0'\nstages:\n  a:\n    cmd: x\n    desc: y\n",
                "dvc.lock:5:5: unknown key 'desc' in the entry of 'a'."
            ),
            (
                "schema: '2.0'\nstages:\n  a:\n    deps: []\n",
                "dvc.lock:3:3: the entry of stage 'a' has no 'cmd'."
            ),
            (
                "schema: '2.0'\nstages:\n  a:\n    cmd: x\n    outs:\n    - path: b\n"
                    + "      md5: e5eb",
                "dvc.lock:7:12: the MD5 of 'b' is cut off or wrong."
            ),
            (
                "schema: '2.0'\nstages:\n  a:\n    cmd: x\n    outs:\n    - path: b\n      mode: 1",
                "dvc.lock:7:7: unknown key 'mode'."
            ),
        ]
    )
    func mistake(text: String, message: String) throws {
        let error = try #require(throws: InputMistakes.self) { try lock(text) }
        let wanted = message.contains("unresolved") ? message : message + Self.remedy
        #expect(error.lines.contains(wanted), "\(error)")
    }

    @Test("a lock that is cut off anywhere gives no entry that was not there")
    func cutOff() throws {
        let bytes = Array(try Fixture.text("values/expected/dvc.lock").utf8)
        let whole = try LockFile(bytes: bytes, path: "dvc.lock")
        for length in 0..<bytes.count {
            guard let part = try? LockFile(bytes: Array(bytes[..<length]), path: "dvc.lock") else {
                continue
            }
            for stage in part.stages {
                let known = try #require(whole.entry(stage.name)?.outputs)
                let isPart = stage.entry.outputs.allSatisfy { output in
                    known.contains { $0.path == output.path } || length < bytes.count
                }
                #expect(isPart)
                for output in stage.entry.outputs where output.content != nil {
                    #expect(known.contains { $0.content?.hash == output.content?.hash })
                }
            }
        }
    }

    // MARK: - Style

    @Test(
        "texts are written as DVC's library writes them",
        arguments: [
            ("a b", "a b"), ("", "''"), (" a", "' a'"), ("1", "'1'"), ("true", "'true'"),
            ("on", "on"),
            ("~", "'~'"), ("2020-01-01", "'2020-01-01'"), ("1_000", "'1_000'"), ("+_", "'+_'"),
            ("._", "'._'"),
            ("a: b", "'a: b'"), ("a:b", "a:b"), ("a #b", "'a #b'"), ("a#b", "a#b"),
            ("it's", "it's"),
            ("it's: x", "\"it's: x\""), ("a\nb", "\"a\\nb\""), ("a\tb", "\"a\\tb\""),
            ("- a", "'- a'"),
            ("-a", "-a"), ("?", "'?'"), ("?a", "?a"), ("{a", "'{a'"), ("a}", "a}"), ("a,b", "a,b"),
            ("é", "é"), ("😀", "😀"), ("---", "'---'"), ("=", "'='"),
            ("<<", "'<<'"), ("a\\b", "a\\b"), ("'", "\"'\""), ("\"", "'\"'"),
            ("\u{1}", "\"\\x01\""),
        ]
    )
    func scalars(text: String, written: String) throws {
        let value = ParameterValue.mapping([.init(key: .text("k"), value: .text(text))])
        #expect(LockText.text(of: value) == "k: \(written)\n")
        let back = try YAMLFile(text: LockText.text(of: value), path: "x").root
        #expect(ParameterValue(back) == value)
    }

    @Test("long texts are folded where DVC's library folds them, and read back whole")
    func folding() throws {
        let word = "words "
        let texts = [
            String(repeating: word, count: 40) + "end", String(repeating: "x", count: 100),
            "it's: " + String(repeating: word, count: 40),
            "a: " + String(repeating: word, count: 40),
            String(repeating: "w  ", count: 60), String(repeating: "a\n", count: 60),
            String(repeating: "\"q' ", count: 60),
        ]
        for text in texts {
            let value = ParameterValue.mapping([
                .init(
                    key: .text("k"),
                    value: .mapping([
                        .init(key: .text("l"), value: .list([.text(text)])),
                        .init(key: .text("m"), value: .text(text)),
                    ])
                )
            ])
            let back = try YAMLFile(text: LockText.text(of: value), path: "x").root
            #expect(ParameterValue(back) == value)
        }
        let value = ParameterValue.mapping([.init(key: .text("cmd"), value: .text(texts[0]))])
        let lines = LockText.text(of: value).split(separator: "\n")
        #expect(lines[0].hasSuffix("words "))
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  words") })
        #expect(lines.allSatisfy { $0.utf8.count <= 81 })
    }
}
