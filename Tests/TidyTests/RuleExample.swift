import Testing

/// A small file, and the lines of it that break a rule; none where the rule must keep quiet.
struct RuleExample: Sendable, CustomTestStringConvertible {
    let rule: String
    var path = "Sources/Domain/Example.swift"
    let text: String
    let lines: [Int]

    var testDescription: String { "\(rule): \(text.prefix(50))" }
}

extension RuleExample {
    static let all = text + code + calls + imports

    private static let text = [
        RuleExample(rule: "file length", text: lines(700), lines: []),
        RuleExample(rule: "file length", text: lines(701), lines: [701]),
        RuleExample(rule: "file length", path: "README.md", text: lines(701), lines: []),
        RuleExample(rule: "columns", text: "a\n" + wide(101), lines: [2]),
        RuleExample(rule: "columns", text: wide(100), lines: []),
        RuleExample(rule: "columns", text: String(repeating: "é", count: 100), lines: []),
        RuleExample(rule: "columns", path: "README.md", text: wide(101), lines: []),
        RuleExample(
            rule: "columns",
            text: "a(\"\"\"\n" + wide(160) + "\n\"\"\")\n// " + wide(98),
            lines: [4]
        ),
        RuleExample(rule: "characters", text: "let a = 1\n\tlet b", lines: [2]),
        RuleExample(rule: "characters", text: "let a = 1 \nlet b", lines: [1]),
        RuleExample(rule: "characters", text: "let a\u{7}\r\nlet b\u{202E}\u{9B}", lines: [1, 2]),
        RuleExample(rule: "characters", path: "README.md", text: "# é ▂▃ 漢", lines: []),
        RuleExample(rule: "marks", text: "a()\n// TO" + "DO: b", lines: [2]),
        RuleExample(rule: "marks", text: "FIX" + "ME\n XX" + "X \n(HA" + "CK)", lines: [1, 2, 3]),
        RuleExample(rule: "marks", text: "mkdtemp(XXXXXX), XXXL, a HACKER", lines: []),
        RuleExample(rule: "machine paths", text: "x\nlet a = \"/ho" + "me/ana/x\"", lines: [2]),
        RuleExample(rule: "machine paths", path: ".ci/run", text: "cd /wo" + "rk/main", lines: [1]),
        RuleExample(rule: "machine paths", text: ".pitwall/wo" + "rk/a, /usr/bin/env", lines: []),
        RuleExample(rule: "top level", path: "docs/a.md", text: "", lines: [1]),
        RuleExample(rule: "top level", path: ".ci/run", text: "", lines: []),
    ]

    private static let code = [
        RuleExample(rule: "braces", text: "struct A {", lines: [1]),
        RuleExample(rule: "braces", text: #"let a = "\("{")" // }"#, lines: []),
        RuleExample(rule: "function length", text: function(60), lines: []),
        RuleExample(rule: "function length", text: "struct A {\n" + function(61) + "}", lines: [2]),
        RuleExample(rule: "public", text: "package let a = 1\npublic let b = 2", lines: [2]),
        RuleExample(rule: "public", text: "let publicKey = \"public\" // public", lines: []),
        RuleExample(
            rule: "unchecked Sendable",
            text: "/// A box.\nfinal class Box: @unchecked Sendable {}",
            lines: [2]
        ),
        RuleExample(
            rule: "unchecked Sendable",
            text: "// Sendable because nothing changes.\nclass A: @unchecked Sendable {}",
            lines: []
        ),
    ]

    private static let calls =
        [
            RuleExample(
                rule: "banned calls",
                text: "let a = Date()\nlet b = \"\\(Date())\"",
                lines: [1, 2]
            ),
            RuleExample(
                rule: "banned calls",
                text: "let c = UpDate(), d = \"Date()\" // Date()",
                lines: []
            ),
            RuleExample(
                rule: "banned calls",
                text: "x.shuffle()\nx.shuffle(using: &g)",
                lines: [1]
            ),
            RuleExample(
                rule: "banned calls",
                text: "A.random(\n  seed: 1,\n  b: f()\n)\nInt.random(\n  in: c\n)\nf(using: g)",
                lines: [5]
            ),
            RuleExample(
                rule: "banned calls",
                text: "f(using: x.shuffled(), a)\nx.random(in: f(using: g))\nx.random(reseed: 1)",
                lines: [1, 2, 3]
            ),
            RuleExample(
                rule: "banned calls",
                path: "Tests/DomainTests/A.swift",
                text: "@testable import Domain\nlet id = UUID(), f = FileManager.default",
                lines: [1]
            ),
        ]
        + BannedCalls.calls.map { call in
            RuleExample(rule: "banned calls", text: "let a = b\n\(call.text)", lines: [2])
        }

    private static let imports = [
        RuleExample(
            rule: "imports",
            path: "Sources/Dashboard/Log/A.swift",
            text: "import Domain\nimport Engine\nimport Foundation",
            lines: [2]
        ),
        RuleExample(
            rule: "imports",
            text: "@preconcurrency import Logs\npackage import struct Journal.Row",
            lines: [1, 2]
        ),
        RuleExample(
            rule: "imports",
            path: "Tests/LogsTests/A.swift",
            text: "import Domain\nimport Logs\nimport Terminal",
            lines: [3]
        ),
        RuleExample(rule: "imports", text: "// import Engine\nlet important = 1", lines: []),
        RuleExample(
            rule: "driver",
            path: "Sources/Terminal/Canvas/A.swift",
            text: "import CNcurses",
            lines: [1]
        ),
        RuleExample(
            rule: "driver",
            path: "Sources/Terminal/Driver/A.swift",
            text: "import CNcurses",
            lines: []
        ),
        RuleExample(rule: "modules", path: "Sources/Utils/A.swift", text: "", lines: [1]),
        RuleExample(rule: "modules", text: "", lines: []),
    ]

    private static func lines(_ count: Int) -> String {
        String(repeating: "a\n", count: count)
    }

    private static func wide(_ columns: Int) -> String {
        String(repeating: "a", count: columns)
    }

    private static func function(_ lines: Int) -> String {
        "func a() {\n" + String(repeating: "b()\n", count: lines - 2) + "}\n"
    }
}
