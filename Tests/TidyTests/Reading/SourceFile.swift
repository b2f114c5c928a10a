/// A text file of the repository, as the rules see it.
struct SourceFile: Sendable {
    /// The path below the root of the repository.
    let path: String
    let lines: [String]
    /// The lines of a Swift file without strings and comments; empty for other files.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        lines = SourceFile.lines(of: text)
        code = path.hasSuffix(".swift") ? SourceFile.lines(of: StrippedCode.of(text)) : []
    }

    var isSwift: Bool { path.hasSuffix(".swift") }

    /// Whether people write and read the file as a program.
    var isProgram: Bool {
        let name = path.split(separator: "/").last ?? ""
        return !name.contains(".") || [".swift", ".c", ".h", ".py"].contains { path.hasSuffix($0) }
    }

    /// The module a file of `Sources` or `Tests` belongs to: the second part of its path.
    var target: String? {
        let parts = path.split(separator: "/")
        guard parts.count > 2, parts[0] == "Sources" || parts[0] == "Tests" else { return nil }
        return String(parts[1])
    }

    /// Whether a line of a Swift file lies within a multiline string.
    func isTextInCode(_ index: Int) -> Bool {
        isSwift && code[index].allSatisfy { $0 == " " }
            && !lines[index].drop { $0 == " " }.hasPrefix("//")
    }

    /// A rule broken on a line, counted from 0.
    func finding(_ index: Int, _ text: String) -> Finding {
        Finding(path: path, line: index + 1, text: text)
    }

    private static func lines(of text: String) -> [String] {
        // By byte: to Character, a carriage return and its line feed are one.
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        if lines.last == "" {
            lines.removeLast()
        }
        return lines
    }
}
