import Testing

@Suite("The sources")
struct TidyTests {
    /// Findings shown of one rule; a new rule can have thousands.
    private static let shown = 40

    @Test("keep every rule", arguments: Rule.all)
    func keep(rule: Rule) throws {
        let findings = rule.check(try SourceTree.repository.get())
        for finding in findings.prefix(Self.shown) {
            Issue.record("\(finding.description)")
        }
        if findings.count > Self.shown {
            Issue.record("and \(findings.count - Self.shown) more")
        }
    }

    @Test("are read at all")
    func read() throws {
        let tree = try SourceTree.repository.get()
        #expect(tree.files.contains { $0.path == "Tests/TidyTests/TidyTests.swift" })
        #expect(tree.files.contains { $0.path == ".ci/run" })
    }
}
