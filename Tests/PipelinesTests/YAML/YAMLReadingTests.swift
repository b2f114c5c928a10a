import Domain
import Foundation
import Pipelines
import Testing

@Suite("Reading files")
struct YAMLReadingTests {
    @Test("names what cannot be read")
    func unreadable() throws {
        let folder = try SampleFolder()
        try folder.write("a/dvc.yaml/x", "")
        #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
        func read(_ path: ProjectPath) -> String {
            do {
                return shown(try YAMLFile.read(root: folder.path, path: path).root)
            } catch {
                return error.description
            }
        }
        #expect(read("none.yaml") == "none.yaml: there is no such file.")
        #expect(read("a/dvc.yaml") == "a/dvc.yaml: is a folder. Put a file there, or move it away.")
        #expect(
            read("pipe") == "pipe: is not an ordinary file. Put a file there, or move it away."
        )
    }

    @Test("reads a file beneath the root and names it as it was asked for")
    func ordinary() throws {
        let folder = try SampleFolder()
        try folder.write("a/b.yaml", "x: [1]\n")
        let file = try YAMLFile.read(root: folder.path, path: "a/b.yaml")
        #expect(file.path == "a/b.yaml")
        #expect(file.root["x"]?.place.description == "a/b.yaml:1:4")
    }
}

@Suite("Hostile YAML")
struct YAMLFuzzTests {
    private static let seeds = [
        "stages:\n  a:\n    cmd: [x, 'y']\n    deps:\n    - b: {c: &d 1}\n    - *d\n",
        "{a: [1, 2, {b: \"c\\n\"}], ? d : e, <<: {f: .inf}}",
        "%YAML 1.2\n--- !!map\na: |-\n  x\n\n  y\nb: >+\n  z\n...\n",
        "a: &a [x, y]\nb: &b {<<: {c: *a}, d: *a}\n? *b\n: - - e\n",
    ]
    private static let pieces: [[UInt8]] = [
        "&a ", "*a", "<<: ", "- ", "? ", ": ", "[", "]", "{", "}", "'", "\"", "|\n", ">\n", "\t",
        "\n",
        "  ", "#", "%", "---\n", "!!int ", "\\", "\u{85}", "\u{2028}", "😀", "0x", ",",
    ].map { Array($0.utf8) }

    @Test("never stops the reader", .timeLimit(.minutes(5)), arguments: 0..<8 as Range<UInt64>)
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            var bytes = Array(Self.seeds[Int(random.next() % 4)].utf8)
            for _ in 0...(random.next() % 8) {
                let position = Int(random.next() % UInt64(bytes.count + 1))
                switch random.next() % 4 {
                case 0 where position < bytes.count:
                    bytes[position] = UInt8(truncatingIfNeeded: random.next())
                case 1 where position < bytes.count:
                    bytes.remove(at: position)
                case 2:
                    bytes.removeSubrange(position...)
                default:
                    let piece = Self.pieces[Int(random.next() % UInt64(Self.pieces.count))]
                    bytes.insert(contentsOf: piece, at: position)
                }
            }
            do {
                let file = try YAMLFile(bytes: bytes, path: "a.yaml")
                _ = shown(file.root)
            } catch {
                #expect(!error.list.isEmpty, "seed \(seed): \(bytes)")
                for mistake in error.list {
                    #expect(mistake.place.line >= 1 && mistake.place.column >= 1)
                    #expect(mistake.text.hasSuffix("."))
                }
            }
        }
    }
}
