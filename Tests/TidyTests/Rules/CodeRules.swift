/// Rules on Swift code that are neither about imports nor about single calls.
enum CodeRules {
    static let functionLimit = 60

    static func checkFunctions(_ file: SourceFile) -> [Finding] {
        FunctionBody.all(in: file.code).filter { $0.lineCount > functionLimit }.map {
            let text = "a function of \($0.lineCount) lines; \(functionLimit) is the limit."
            return file.finding($0.firstLine, text)
        }
    }

    /// The comment directly above must say why it is safe, and name what it proves.
    static func checkUncheckedSendable(_ file: SourceFile) -> [Finding] {
        file.code.indices.compactMap { index in
            guard file.code[index].contains("@unchecked Sendable") else { return nil }
            let comment = file.lines[..<index].reversed().prefix {
                $0.drop { $0 == " " }.hasPrefix("//")
            }
            guard !comment.contains(where: { $0.contains("Sendable") }) else { return nil }
            return file.finding(
                index,
                "'@unchecked Sendable' without the proof in a comment directly above."
            )
        }
    }

    static func checkPublic(_ file: SourceFile) -> [Finding] {
        file.code.indices.compactMap { index in
            guard !occurrences(of: "public", in: file.code[index]).isEmpty else { return nil }
            return file.finding(index, "'public' in a program: 'package' is for other modules.")
        }
    }

    /// Where this fails, strings and comments were not told apart and no other rule can be trusted.
    static func checkBraces(_ file: SourceFile) -> [Finding] {
        let code = file.code.joined()
        let open = code.count { $0 == "{" }
        let closed = code.count { $0 == "}" }
        guard open != closed else { return [] }
        return [
            file.finding(0, "\(open) braces open and \(closed) close, as the tidy test reads it.")
        ]
    }
}
