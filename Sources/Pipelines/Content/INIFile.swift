import Domain
import Foundation

/// A file of `[section]` and `key = value` lines.
struct INIFile {
    private var values: [[String]: (text: String, line: Int)] = [:]

    init(_ bytes: [UInt8], path: ProjectPath) throws(InputMistakes) {
        var section = ""
        var mistakes = MistakeCollector()
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let text = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespaces)
            let body = text.trimmingCharacters(in: .controlCharacters)
            if body.isEmpty || body.hasPrefix("#") || body.hasPrefix(";") { continue }
            if body.hasPrefix("["), body.hasSuffix("]") {
                section = body.dropFirst().dropLast().trimmingCharacters(in: .whitespaces)
            } else if let mark = body.firstIndex(of: "=") {
                let key = body[..<mark].trimmingCharacters(in: .whitespaces)
                let text = Self.unquoted(body[body.index(after: mark)...])
                values[[section, key]] = (text, index + 1)
            } else {
                mistakes.add(
                    SourcePlace(file: path, line: index + 1, column: 1),
                    "this is neither '[section]' nor 'key = value'. Correct or remove the line."
                )
            }
        }
        try mistakes.throwIfAny()
    }

    subscript(section: String, key: String) -> String? {
        values[[section, key]]?.text
    }

    /// The line that says it.
    func line(of section: String, _ key: String) -> Int? {
        values[[section, key]]?.line
    }

    private static func unquoted(_ text: Substring) -> String {
        let text = text.trimmingCharacters(in: .whitespaces)
        for quote in ["\"", "'"] where text.count > 1 {
            if text.hasPrefix(quote), text.hasSuffix(quote) {
                return String(text.dropFirst().dropLast())
            }
        }
        return text
    }
}
