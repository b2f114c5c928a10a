import Testing

/// A rule of the house, checked on all text files of the repository.
struct Rule: Sendable, CustomTestStringConvertible {
    let name: String
    let check: @Sendable (SourceTree) -> [Finding]

    var testDescription: String { name }

    init(_ name: String, _ check: @escaping @Sendable (SourceTree) -> [Finding]) {
        self.name = name
        self.check = check
    }

    /// A rule that looks at one file at a time.
    init(_ name: String, each check: @escaping @Sendable (SourceFile) -> [Finding]) {
        self.init(name) { $0.files.flatMap(check) }
    }

    static let all = [
        Rule("file length", each: TextRules.checkLength),
        Rule("columns", each: TextRules.checkColumns),
        Rule("characters", each: TextRules.checkCharacters),
        Rule("marks", each: TextRules.checkMarks),
        Rule("machine paths", each: TextRules.checkMachinePaths),
        Rule("braces", each: CodeRules.checkBraces),
        Rule("function length", each: CodeRules.checkFunctions),
        Rule("unchecked Sendable", each: CodeRules.checkUncheckedSendable),
        Rule("public", each: CodeRules.checkPublic),
        Rule("banned calls", each: { BannedCalls.check($0) }),
        Rule("allowances", BannedCalls.checkAllowances),
        Rule("imports", each: House.checkImports),
        Rule("driver", each: House.checkDriver),
        Rule("modules", House.checkModules),
        Rule("top level", House.checkTopLevel),
    ]
}
