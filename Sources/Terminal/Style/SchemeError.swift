/// Why a file is no colour scheme.
package struct SchemeError: Error, Equatable, CustomStringConvertible {
    package enum Problem: Equatable, Sendable {
        case tooLarge
        case notText
        case notAKey
        case notAColor(SafeText)
        case repeatedColor(String)
        case missingColors([String])
    }

    package let file: SafeText
    package let line: Int
    package let column: Int
    package let problem: Problem

    package init(file: SafeText, line: Int, column: Int, problem: Problem) {
        self.file = file
        self.line = line
        self.column = column
        self.problem = problem
    }

    package var description: String { "\(file):\(line):\(column): \(sentence)" }

    private var sentence: String {
        switch problem {
        case .tooLarge:
            return "The file is too large for a colour scheme."
        case .notText:
            return "The file is not UTF-8 text, so it is no colour scheme."
        case .notAKey:
            return "Expected 'key: value', as in a base16 scheme."
        case .notAColor(let value):
            return "'\(value)' is not a colour. Write six hexadecimal digits, as in \"1e2030\"."
        case .repeatedColor(let key):
            return "'\(key)' stands here a second time. Remove one of the two."
        case .missingColors(let keys):
            let list = keys.map { "'\($0)'" }.joined(separator: ", ")
            return "The colour scheme lacks \(list). It needs base00 to base0F."
        }
    }
}
