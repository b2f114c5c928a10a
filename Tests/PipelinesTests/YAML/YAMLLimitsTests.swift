import Domain
import Pipelines
import Testing

@Suite("The limits of YAML")
struct YAMLLimitsTests {
    /// Nine levels of nine aliases: 442 bytes that mean a billion values.
    private static func bomb(_ last: String) -> String {
        var text = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        return text + last
    }

    private static func mergeBomb() -> String {
        let levels = (1...30).map { level in
            let aliases = Array(repeating: "*a\(level - 1)", count: 3).joined(separator: ", ")
            return "a\(level): &a\(level) {<<: [\(aliases)], k\(level): 1}"
        }
        return "a0: &a0 {a: 1, b: 1}\n" + levels.joined(separator: "\n")
    }

    @Test(
        "stop aliases that multiply, at once",
        .timeLimit(.minutes(5)),
        arguments: [
            bomb(""), bomb("? *a9\n: 1\n"), bomb("? [*a9]\n: 1\n"), bomb("*a9 : 1\n"),
            bomb("{[*a9]: 1}\n"), bomb("x: [[*a9]: 1]\n"), bomb("x: {? *a9 : 1}\n"), mergeBomb(),
        ]
    )
    func bombs(text: String) {
        #expect(
            YAMLFileTests.read(text).hasSuffix(
                "expands to more than 100,000 nodes. Pitwall stops here to protect your machine."
            )
        )
    }

    @Test("let ordinary aliases be, in keys as well")
    func ordinaryAliases() {
        let text = """
            base: &base {cmd: "test ? *x : y", deps: [a, b]}
            name: &name train
            *name : {<<: *base, outs: [c]}
            copies: [*base, *base, *base, *base, *base, *base, *base, *base, *base]
            """
        #expect(!YAMLFileTests.read(text).contains("expands"))
    }

    @Test("hold on the number of values", arguments: [(98, true), (99, true), (100, false)])
    func nodes(count: Int, isRead: Bool) throws {
        let limits = YAMLLimits(bytes: 4_096, nodes: 100)
        let text = "[" + String(repeating: "1,", count: count) + "]"
        let result = YAMLFileTests.read(text, limits: limits)
        #expect(result.contains("expands to more than 100 nodes") != isRead)
    }

    @Test("let a large file have what is written out in it")
    func large() {
        let text = (0..<60_000).map { "stage-\($0): [a, b]" }.joined(separator: "\n")
        #expect(!YAMLFileTests.read(text).contains("expands"))
    }

    @Test("hold on the depth", arguments: [(63, true), (64, true), (65, false), (900, false)])
    func depth(levels: Int, isRead: Bool) {
        let nested = "is nested deeper than 64 levels. Pitwall stops here to protect your machine."
        let flow = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        #expect(YAMLFileTests.read(flow).hasSuffix(nested) != isRead)
        let block = String(repeating: "- ", count: levels) + "x"
        #expect(YAMLFileTests.read(block).hasSuffix(nested) != isRead)
    }

    @Test("hold far beyond the parser's own depth", arguments: ["[", "{a: ", "- ", "? ", "[{"])
    func abyss(open: String) {
        let text = String(repeating: open, count: 500_000)
        #expect(YAMLFileTests.read(text).contains("a.yaml:1:"))
    }

    @Test("hold on the length of a text", arguments: [(0, true), (1, false)])
    func scalars(beyond: Int, isRead: Bool) {
        let text = "a: " + String(repeating: "x", count: (1 << 20) + beyond)
        let refused =
            "a.yaml:1:4: a text longer than 1 MB cannot stand here. Put it into a file of its own."
        #expect((YAMLFileTests.read(text) == refused) != isRead)
    }

    @Test("hold on the size of a file", arguments: [(0, true), (1, false)])
    func size(beyond: Int, isRead: Bool) {
        let text = String(repeating: "\n", count: (4 << 20) + beyond)
        let refused =
            "a.yaml: is larger than 4 MB. Pitwall stops here to protect your machine."
        #expect((YAMLFileTests.read(text) == refused) != isRead)
    }

    @Test("are wider for dvc.lock, which is not written by hand")
    func lock() {
        let text = "[" + String(repeating: "1,", count: 200_000) + "]"
        #expect(YAMLFileTests.read(text, limits: .lock).hasPrefix("[integer(1)@1:2, "))
    }
}
