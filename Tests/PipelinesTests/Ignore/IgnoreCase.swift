import Testing

/// Patterns, and what `dvc` 3.67.1 said of these paths; a final `/` marks a folder.
struct IgnoreCase: Sendable, CustomTestStringConvertible {
    let patterns: [String]
    /// Where their file is.
    let folder: String
    let ignored: [String]
    let others: [String]

    init(_ patterns: [String], in folder: String = "", ignored: [String], others: [String]) {
        self.patterns = patterns
        self.folder = folder
        self.ignored = ignored
        self.others = others
    }

    var testDescription: String { "\(patterns)" }

    static let root: [IgnoreCase] = [
        IgnoreCase(["*/"], ignored: [], others: ["d/", "d/d/", "d/a"]),
        IgnoreCase(["*.tmp"], ignored: ["a.tmp", "d/a.tmp", "a.tmp/f"], others: ["a.tmpx"]),
        IgnoreCase(["# a", "  a  ", "\ta.b"], ignored: ["a", "d/a", "a.b"], others: ["# a"]),
        IgnoreCase(["\\#a", "\\!b"], ignored: ["#a", "!b"], others: ["b"]),
        IgnoreCase(["a/"], ignored: ["a/", "d/a/", "a/f"], others: ["a"]),
        IgnoreCase(["/a"], ignored: ["a"], others: ["d/a"]),
        IgnoreCase(["d/a"], ignored: ["d/a"], others: ["x/d/a"]),
        IgnoreCase(["d/*.x"], ignored: ["d/a.x"], others: ["d/e/a.x"]),
        IgnoreCase(["**/a"], ignored: ["a", "d/a", "d/e/a"], others: []),
        IgnoreCase(["d/**"], ignored: ["d/", "d/a"], others: ["d", "x/d/a"]),
        IgnoreCase(["d/**/a"], ignored: ["d/a", "d/e/a", "d/e/f/a"], others: ["e/d/a"]),
        IgnoreCase(["d/**/"], ignored: ["d/", "d/a", "d/e/"], others: ["d"]),
        IgnoreCase(["a**b"], ignored: ["ab", "axb"], others: ["a/b"]),
        IgnoreCase(["?.x"], ignored: ["a.x", "é.x"], others: ["ab.x", ".x"]),
        IgnoreCase(
            ["[ab].x", "[!ab].y", "[^ab].z", "[a-c]_"],
            ignored: ["a.x", "c.y", "c.z", "b_"],
            others: ["c.x", "a.y", "d_"]
        ),
        IgnoreCase(
            ["[]a]", "[[:alpha:]]", "[\\]]"],
            ignored: ["]", "a", "h]", "\\]"],
            others: ["[", "b]"]
        ),
        IgnoreCase(["[a"], ignored: [], others: ["[a", "a"]),
        IgnoreCase(["a\\*b", "a\\?"], ignored: ["a*b", "a?"], others: ["axb", "ax"]),
        IgnoreCase(["*", "!*.x"], ignored: ["a", "d/", "d/a.x"], others: ["a.x"]),
        IgnoreCase(["*.x", "!a.x"], ignored: ["b.x"], others: ["a.x", "d/a.x"]),
        IgnoreCase(["!a.x", "*.x"], ignored: ["a.x"], others: []),
        IgnoreCase(["*.tmp", "!d"], ignored: ["e/a.tmp"], others: ["d/a.tmp"]),
        IgnoreCase(["d/*", "!d/k/"], ignored: ["d/a", "d/k/a"], others: ["d/k/"]),
        IgnoreCase(["d/", "!d/k"], ignored: ["d/k"], others: []),
        IgnoreCase(["d/**", "!d/k"], ignored: ["d/k"], others: []),
        IgnoreCase(["/"], ignored: [], others: ["a", "a/"]),
        IgnoreCase(["**"], ignored: ["a", "d/a"], others: []),
        IgnoreCase(["**/"], ignored: [], others: ["a", "d/", "d/a"]),
        IgnoreCase(["/**/a/**"], ignored: ["a/", "a/b", "d/a/b"], others: ["a", "d/a"]),
        IgnoreCase(["/*"], ignored: ["a", "d/a"], others: []),
        IgnoreCase(["d//a"], ignored: [], others: ["d/a"]),
        IgnoreCase(["A"], ignored: ["A"], others: ["a"]),
        IgnoreCase(["**/**/a", "x/**/**/y"], ignored: ["a", "d/a", "x/y", "x/q/y"], others: []),
        IgnoreCase(["a b"], ignored: ["a b"], others: ["a"]),
        IgnoreCase(["*a*b*"], ignored: ["xaxbx", "ab"], others: ["ba"]),
        IgnoreCase(["!.git"], ignored: [], others: [".git/", ".git"]),
    ]

    static let nested: [IgnoreCase] = [
        IgnoreCase(["a"], in: "n", ignored: ["n/a", "n/in/a"], others: ["a"]),
        IgnoreCase(["/a"], in: "n", ignored: ["n/a"], others: ["n/in/a"]),
        IgnoreCase(["in/a"], in: "n", ignored: ["n/in/a"], others: ["n/x/in/a"]),
        IgnoreCase(["*", "!k"], in: "n", ignored: ["n/x", "n/in/"], others: ["n/k", "x"]),
        IgnoreCase(["**"], in: "n", ignored: ["n/x", "n/in/x"], others: ["n/"]),
        IgnoreCase(["\\*a"], in: "n", ignored: ["n/xa", "n/*a"], others: []),
        IgnoreCase(["*.y", "!*.tmp"], in: "n", ignored: ["n/q.y", "q.tmp"], others: ["n/q.tmp"]),
        IgnoreCase(["in/"], in: "n", ignored: ["n/in/", "n/in/a"], others: ["n/in"]),
        IgnoreCase(["in/**"], in: "n", ignored: ["n/in/", "n/in/a"], others: []),
        IgnoreCase(["**/"], in: "n", ignored: ["n/in/", "n/f"], others: ["n/"]),
        IgnoreCase(["/"], in: "n", ignored: [], others: ["n/f", "n/in/"]),
        IgnoreCase(["!/in"], in: "n", ignored: [], others: ["n/in/q.tmp"]),
    ]
}
