/// A function, initialiser, subscript or computed property with a body.
struct FunctionBody: Hashable {
    /// Lines counted from 0: that of the keyword and that of the closing brace.
    let firstLine: Int
    let lastLine: Int

    var lineCount: Int { lastLine - firstLine + 1 }

    /// All bodies in code without strings and comments, nested ones too.
    static func all(in code: [String]) -> [FunctionBody] {
        let tokens = Token.all(in: code)
        return tokens.indices.compactMap { index in
            guard isDeclaration(tokens, index), let open = brace(after: index, in: tokens),
                let close = end(of: open, in: tokens)
            else { return nil }
            return FunctionBody(firstLine: tokens[index].line, lastLine: tokens[close].line)
        }
    }

    private static func isDeclaration(_ tokens: [Token], _ index: Int) -> Bool {
        let isMember = index > 0 && tokens[index - 1].text == "."
        let next = index + 1 < tokens.count ? tokens[index + 1].text : ""
        return switch tokens[index].text {
        case "func", "deinit", "var": !isMember
        case "init", "subscript": !isMember && ["(", "<", "?", "!"].contains(next)
        default: false
        }
    }

    /// The brace that opens the body; none for a requirement or a stored property.
    private static func brace(after index: Int, in tokens: [Token]) -> Int? {
        let isVariable = tokens[index].text == "var"
        var depth = 0
        for next in tokens.indices[(index + 1)...] {
            switch tokens[next].text {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case _ where depth > 0: continue
            case "{": return next
            case "}", "func", "var", "let", "init", "subscript", "deinit", "case": return nil
            case "=" where isVariable, "in" where isVariable: return nil
            default:
                if isVariable && tokens[next].line > tokens[index].line {
                    return nil
                }
            }
        }
        return nil
    }

    private static func end(of open: Int, in tokens: [Token]) -> Int? {
        var depth = 0
        return tokens.indices[open...].first { index in
            if tokens[index].text == "{" {
                depth += 1
            } else if tokens[index].text == "}" {
                depth -= 1
            }
            return depth == 0
        }
    }
}

/// A word or a single mark of code.
private struct Token {
    let text: Substring
    let line: Int

    static func all(in code: [String]) -> [Token] {
        code.enumerated().flatMap { index, line in
            words(of: line[...]).map { Token(text: $0, line: index) }
        }
    }

    private static func words(of line: Substring) -> [Substring] {
        var words: [Substring] = []
        var rest = line.drop { $0 == " " }
        while let first = rest.first {
            let word = first.isWordPart ? rest.prefix { $0.isWordPart } : rest.prefix(1)
            words.append(word)
            rest = rest[word.endIndex...].drop { $0 == " " }
        }
        return words
    }
}
