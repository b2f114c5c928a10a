import Domain
import Yams

/// Says what the parser found wrong in words of ours, with its place.
enum YAMLProblem {
    static func mistake(
        for error: any Error,
        in text: SourceText,
        path: ProjectPath
    ) -> InputMistake {
        guard let error = error as? YamlError else {
            return InputMistake(file: path, "cannot be read as YAML.")
        }
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let place = SourcePlace(file: path, line: mark.line, column: mark.column)
            var words = words(for: problem, at: place, in: text)
            if let start = context?.mark.line, start > 0, start < mark.line, isOpen(problem) {
                words += " It starts on line \(start)."
            }
            return InputMistake(place, words)
        case .duplicatedKeysInMapping(let keys, let context):
            return duplicate(of: keys.first ?? "", at: context.mark, in: text, path)
        case .reader(let problem, _, _, _), .writer(let problem), .emitter(let problem),
            .representer(let problem):
            return InputMistake(file: path, "cannot be read as YAML: \(problem).")
        case .memory, .no, .dataCouldNotBeDecoded:
            return InputMistake(file: path, "cannot be read as YAML.")
        }
    }

    private static func words(
        for problem: String,
        at place: SourcePlace,
        in text: SourceText
    ) -> String {
        if isTab(at: place, in: text) {
            return "a tab cannot indent YAML. Use spaces."
        }
        for (part, words) in known where problem.contains(part) { return words }
        return "this is not valid YAML: \(problem)."
    }

    /// The parser's words for common mistakes, and what a person can do about them.
    private static let known: [(String, String)] = [
        (
            "but found another document",
            "a second document starts here. Keep one document in this file."
        ),
        (
            "mapping values are not allowed in this context",
            "a ':' cannot stand here. Put the text before it in quotes, or check the indentation."
        ),
        (
            "found undefined alias",
            "this alias has no anchor before it. Name one with '&', or put the text in quotes."
        ),
        (
            "could not find expected ':'",
            "a ':' is missing before this place. Write 'key: value'."
        ),
        (
            "did not find expected key",
            "a key is expected here. Check the indentation and the quotes above."
        ),
        (
            "did not find expected '-' indicator",
            "a list item is expected here. Start it with '-' below the others."
        ),
        (
            "did not find expected ',' or ']'",
            "a ',' or ']' is missing in this list."
        ),
        (
            "did not find expected ',' or '}'",
            "a ',' or '}' is missing in this mapping."
        ),
        (
            "found character that cannot start any token",
            "this character cannot start a value. Put the value in quotes."
        ),
        (
            "found unexpected end of stream",
            "a quoted text is not closed before the end of the file."
        ),
        (
            "found unknown escape character",
            "this escape is not known. Use single quotes, or write '\\\\' for a backslash."
        ),
        (
            "block sequence entries are not allowed in this context",
            "a list cannot start here. Put it on a line of its own."
        ),
        (
            "did not find expected <document start>",
            "this does not belong to what stands above it. Check the indentation."
        ),
        (
            "did not find expected node content",
            "a value is expected here. Check the brackets and commas before it."
        ),
        (
            "Maximum nesting level reached",
            "is nested deeper than 64 levels. Pitwall stops here to protect your machine."
        ),
    ]

    /// Whether the problem is the missing end of something, whose start is worth telling.
    private static func isOpen(_ problem: String) -> Bool {
        problem.contains("' or '") || problem == "found unexpected end of stream"
    }

    private static func isTab(at place: SourcePlace, in text: SourceText) -> Bool {
        let blanks = text.line(place.line).prefix { $0 == 32 || $0 == 9 }
        return blanks.contains(9) && place.column <= blanks.count + 1
    }

    /// The parser tells where a key stands first; people look for where it stands again.
    private static func duplicate(
        of key: String,
        at mark: Mark,
        in text: SourceText,
        _ path: ProjectPath
    ) -> InputMistake {
        let words = "the key '\(key)' stands twice in one mapping."
        let first = SourcePlace(file: path, line: mark.line, column: mark.column)
        let written = text.line(mark.line).dropFirst(mark.column - 1)
        let isFirst = text.line(mark.line).prefix(mark.column - 1).allSatisfy { $0 == 32 }
        guard isFirst, let colon = written.firstIndex(of: UInt8(ascii: ":")) else {
            return InputMistake(first, words + " Keep one of them.")
        }
        let name = written[...colon]
        let lines = text.text.utf8.split(separator: 10, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated().dropFirst(mark.line) {
            let blanks = line.prefix { $0 == 32 }.count
            guard blanks + 1 == mark.column, line.dropFirst(blanks).starts(with: name) else {
                continue
            }
            return InputMistake(
                SourcePlace(file: path, line: index + 1, column: mark.column),
                words + " It is also on line \(mark.line). Keep one of them."
            )
        }
        return InputMistake(first, words + " Keep one of them.")
    }
}
