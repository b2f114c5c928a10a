import Domain
import Pipelines
import Testing

@Suite("dvc.lock in the usual form")
struct LockScannerTests {
    private static let usual = """
        schema: '2.0'
        stages:
          prepare:
            cmd: python prepare.py --rate 0.1 > out.txt
            deps:
            - path: data/raw
              hash: md5
              md5: e5ebd4c02cefbe7955977c67ada242b7.dir
              size: 120
              nfiles: 3
            - path: prepare.py
              hash: md5
              md5: 12345678901234567890123456789012
              size: 8
              isexec: true
            params:
              params.yaml:
                prepare.rate: 0.1
                prepare.seed: 1_000
                name: 'it''s'
                empty: null
                big: 123456789012345678901234567890
              other.json:
                a: true
            outs:
            - path: out.txt
              hash: md5
              md5: d41d8cd98f00b204e9800998ecf8427e
              size: 0
          train@a-1:
            cmd:
            - echo a
            - python train.py --long option --another option --more of them --and so
              on it goes
            outs:
            - path: model
          cleanup:
            cmd: 'true'

        """

    private static func lock(_ text: [UInt8]) -> [LockFile.Stage]? {
        try? LockFile(bytes: text, path: "dvc.lock").stages
    }

    /// The same lock, read without the short way: a comment above the head is of no usual form.
    private static func slowly(_ text: [UInt8]) -> [LockFile.Stage]? {
        let stages = try? LockFile(bytes: Array("#\n".utf8) + text, path: "dvc.lock").stages
        return stages?.map { stage in
            let place = SourcePlace(
                file: stage.place.file,
                line: stage.place.line - 1,
                column: stage.place.column
            )
            return LockFile.Stage(name: stage.name, entry: stage.entry, place: place)
        }
    }

    @Test("it means what a full reading gives")
    func meaning() throws {
        let stages = try #require(Self.lock(Array(Self.usual.utf8)))
        #expect(stages == Self.slowly(Array(Self.usual.utf8)))
        #expect(stages.map(\.name) == ["prepare", "train@a-1", "cleanup"])
        #expect(stages.map(\.place.line) == [3, 30, 37])
        #expect(stages[1].entry.command.summary.hasSuffix("--and so on it goes"))
    }

    @Test(
        "other forms mean what a full reading gives",
        arguments: [
            ("python prepare.py", "\"a\\tb\""), ("python prepare.py", "|\n      a\n      b"),
            ("rate: 0.1", "rate: [1, 2]"), ("rate: 0.1", "rate: {a: 1}"),
            ("rate: 0.1", "rate:\n          - 1"), ("rate: 0.1", "'a b': 1"),
            ("size: 120", "size: 0x10"), ("size: 120", "size:   120  # bytes"),
            ("hash: md5", "hash: etag"), ("  cleanup:", "  yes:"), ("  cleanup:", "  '1':"),
            ("  cleanup:", "  1:"), ("cmd: 'true'", "cmd: true"), ("echo a", "- a"),
            ("echo a", "&x a"), ("'true'", "*x"), ("path: model", "path: 'm: x'"),
            ("path: model", "path: é"), ("path: model", "path: model\n      etag: '1'"),
            ("  cleanup:", "  # why\n  cleanup:"), ("cmd: 'true'", "cmd: 'true'\n    desc: x"),
            ("  cleanup:", "  prepare:"), ("on it goes", "- it: goes"), ("on it goes", "# goes"),
            ("name: 'it''s'", "rate: 2\n        rate: 3"), ("    cmd: 'true'", "\tcmd: 'true'"),
            ("  cleanup:", "\n  cleanup:"), ("name: 'it''s'", "~: 1"), ("name: 'it", "@a: 'it"),
        ]
    )
    func otherForms(old: String, new: String) {
        let text = Array(Self.usual.replacing(old, with: new, maxReplacements: 1).utf8)
        #expect(Self.lock(text) == Self.slowly(text))
    }

    @Test("hostile bytes mean what a full reading gives", arguments: 0..<8)
    func hostile(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let inserts = Array(" \n:-#'\"&*|>[]{}?!%@`,\tx1\r".utf8)
        for _ in 0..<150 {
            var text = Array(Self.usual.utf8)
            for _ in 0...(random.next() % 3) {
                let place = Int(random.next() % UInt64(text.count))
                switch random.next() % 3 {
                case 0: text[place] = inserts[Int(random.next() % UInt64(inserts.count))]
                case 1: text.remove(at: place)
                default:
                    text.insert(inserts[Int(random.next() % UInt64(inserts.count))], at: place)
                }
            }
            let stages = Self.lock(text)
            // A head that is damaged is no head under a comment either.
            #expect(stages == Self.slowly(text), "\(String(decoding: text, as: UTF8.self))")
        }
    }
}
