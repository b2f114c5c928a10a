import Testing

@Suite("A rule")
struct RuleTests {
    @Test("finds what breaks it, and nothing else", arguments: RuleExample.all)
    func example(example: RuleExample) throws {
        let rule = try #require(Rule.all.first { $0.name == example.rule })
        let findings = rule.check(SourceTree(path: example.path, text: example.text))
        #expect(findings.map(\.line) == example.lines)
        #expect(findings.allSatisfy { example.path.hasPrefix($0.path) })
    }

    @Test("has an example that breaks it", arguments: Rule.all)
    func bites(rule: Rule) {
        // The allowances are a list of their own, tested below.
        let broken = RuleExample.all.contains { $0.rule == rule.name && !$0.lines.isEmpty }
        #expect(broken || rule.name == "allowances")
    }

    @Test("of banned calls spares the files it allows, as long as they need it")
    func allowance() {
        let real = BannedCalls.Allowance(
            call: "Date()",
            path: "Sources/Engine/Clock/",
            reason: "It is the clock."
        )
        let stale = BannedCalls.Allowance(
            call: "try!",
            path: "Sources/Engine/Clock/",
            reason: "It once was needed."
        )
        let text = "Date()\nUUID()"
        let tree = SourceTree(path: "Sources/Engine/Clock/Real.swift", text: text)
        let lines = tree.files.flatMap { BannedCalls.check($0, allowances: [real]) }.map(\.line)
        #expect(lines == [2])
        #expect(BannedCalls.unneeded([real, stale], in: tree).map(\.call) == ["try!"])
    }

    @Test("says where and what to do")
    func words() {
        let file = SourceFile(path: "Sources/Domain/A.swift", text: "\ntry! a()")
        let words = "Sources/Domain/A.swift:2: 'try!' is not allowed here. Handle the error."
        #expect(BannedCalls.check(file).map(\.description) == [words])
    }
}
