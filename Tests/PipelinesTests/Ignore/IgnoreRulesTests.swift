import Pipelines
import Testing

@Suite("the patterns of .dvcignore")
struct IgnoreRulesTests {
    private func ignores(_ rules: IgnoreRules, _ path: String) -> Bool {
        let isFolder = path.hasSuffix("/")
        let name = RawPath(isFolder ? String(path.dropLast()) : path)
        return rules.ignores(name, isFolder: isFolder)
    }

    private func check(_ rules: IgnoreRules, _ item: IgnoreCase) {
        #expect(item.ignored.filter { !ignores(rules, $0) } == [])
        #expect(item.others.filter { ignores(rules, $0) } == [])
    }

    @Test("are understood as DVC understands them", arguments: IgnoreCase.root)
    func patterns(_ item: IgnoreCase) throws {
        let folder = try TemporaryFolder()
        try folder.write(".dvcignore", item.patterns.joined(separator: "\n") + "\n")
        var rules = IgnoreRules.defaults
        try rules.read(RawPath(""), of: folder.raw)
        check(rules, item)
    }

    @Test(
        "of a folder below the root apply in it, after those of the root",
        arguments: IgnoreCase.nested
    )
    func nested(_ item: IgnoreCase) throws {
        let folder = try TemporaryFolder()
        try folder.write(".dvcignore", "*.tmp\r\n!n\r\n")
        try folder.write("\(item.folder)/.dvcignore", item.patterns.joined(separator: "\n"))
        var rules = IgnoreRules.defaults
        try rules.read(RawPath(""), of: folder.raw)
        try rules.read(RawPath(item.folder), of: folder.raw)
        check(rules, item)
    }

    @Test("leave out what belongs to DVC and to repositories")
    func defaults() {
        check(
            .defaults,
            IgnoreCase(
                [],
                ignored: [".git", "d/.git/", ".hg/", ".dvc/", "a/.dvc/x"],
                others: [".hg", ".dvc"]
            )
        )
    }

    @Test("do not confuse a name that is no text with one that is")
    func bytes() throws {
        let folder = try TemporaryFolder()
        try folder.write(".dvcignore", "\u{fffd}\n[a]?\n")
        var rules = IgnoreRules.defaults
        try rules.read(RawPath(""), of: folder.raw)
        #expect(!rules.ignores(RawPath(bytes: [0xff]), isFolder: false))
        #expect(rules.ignores(RawPath(bytes: [0x61, 0xff]), isFolder: false))
    }
}
