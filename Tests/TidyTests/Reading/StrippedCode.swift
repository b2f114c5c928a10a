/// Takes strings and comments out of Swift source, byte for byte replaced by spaces.
///
/// Every line stays where it was, so that a place in the code is a place in the file. Code in an
/// interpolation stays. It knows as much of the language as braces and words need, no more.
struct StrippedCode {
    private enum Context {
        /// Plain code, with the parentheses opened since an interpolation began.
        case code(openParentheses: Int)
        case string(hashes: Int, isMultiline: Bool)
    }

    private let source: [UInt8]
    private var code: [UInt8]
    private var position = 0
    private var contexts: [Context] = []
    /// The last byte of code that is not a space: tells a regular expression from a division.
    private var lastInCode = UInt8(ascii: "\n")

    static func of(_ text: String) -> String {
        var stripped = StrippedCode(text)
        return stripped.run()
    }

    private init(_ text: String) {
        source = Array(text.utf8)
        code = source
    }

    private mutating func run() -> String {
        while position < source.count {
            if case .string(let hashes, let isMultiline) = contexts.last {
                stepInString(hashes: hashes, isMultiline: isMultiline)
            } else {
                stepInCode()
            }
        }
        return String(decoding: code, as: UTF8.self)
    }

    // MARK: - Code

    private mutating func stepInCode() {
        switch source[position] {
        case UInt8(ascii: "/") where follows("//"):
            blank(to: endOfLine)
        case UInt8(ascii: "/") where follows("/*"):
            blankBlockComment()
        case UInt8(ascii: "/") where opensExpression:
            blankExpression()
        case UInt8(ascii: "\""), UInt8(ascii: "#"):
            openString()
        case UInt8(ascii: "("):
            countParenthesis(1)
        case UInt8(ascii: ")"):
            countParenthesis(-1)
        default:
            keep()
        }
    }

    private mutating func keep() {
        if source[position] != UInt8(ascii: " ") {
            lastInCode = source[position]
        }
        position += 1
    }

    private mutating func countParenthesis(_ change: Int) {
        if case .code(let open) = contexts.last {
            contexts.removeLast()
            // The parenthesis that closes an interpolation goes back to its string.
            if open + change >= 0 {
                contexts.append(.code(openParentheses: open + change))
            }
        }
        keep()
    }

    private mutating func blankBlockComment() {
        var depth = 0
        var end = position
        repeat {
            if follows("/*", at: end) {
                depth += 1
                end += 2
            } else if follows("*/", at: end) {
                depth -= 1
                end += 2
            } else {
                end += 1
            }
        } while depth > 0 && end < source.count
        blank(to: end)
    }

    /// Whether the slash here begins a regular expression that ends on the same line.
    private var opensExpression: Bool {
        let opener = "(,=:[{!&|?;\n".utf8.contains(lastInCode)
        guard opener, position + 1 < endOfLine else { return false }
        return !" /*=),".utf8.contains(source[position + 1])
            && source[(position + 1)..<endOfLine].contains(UInt8(ascii: "/"))
    }

    private mutating func blankExpression() {
        var end = position + 1
        while end < endOfLine, source[end] != UInt8(ascii: "/") {
            end += source[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        blank(to: min(end + 1, source.count))
    }

    // MARK: - Strings

    private mutating func openString() {
        var quote = position
        while quote < source.count, source[quote] == UInt8(ascii: "#") {
            quote += 1
        }
        guard quote < source.count, source[quote] == UInt8(ascii: "\"") else {
            keep()
            return
        }
        // The text of a multiline string begins on the next line; #"""# is a quotation mark.
        let isMultiline = follows("\"\"\"\n", at: quote)
        contexts.append(.string(hashes: quote - position, isMultiline: isMultiline))
        lastInCode = UInt8(ascii: "\"")
        blank(to: quote + (isMultiline ? 3 : 1))
    }

    private mutating func stepInString(hashes: Int, isMultiline: Bool) {
        let marks = String(repeating: "#", count: hashes)
        let closing = (isMultiline ? "\"\"\"" : "\"") + marks
        if follows("\\" + marks + "(") {
            blank(to: position + 1 + hashes)
            position += 1
            contexts.append(.code(openParentheses: 0))
        } else if follows("\\" + marks) {
            blank(to: min(position + 2 + hashes, source.count))
        } else if follows(closing) {
            contexts.removeLast()
            blank(to: position + closing.utf8.count)
        } else {
            blank(to: position + 1)
        }
    }

    // MARK: - Bytes

    private var endOfLine: Int {
        source[position...].firstIndex(of: UInt8(ascii: "\n")) ?? source.count
    }

    private func follows(_ text: String) -> Bool {
        follows(text, at: position)
    }

    private func follows(_ text: String, at start: Int) -> Bool {
        source[start...].starts(with: text.utf8)
    }

    private mutating func blank(to end: Int) {
        for place in position..<end where source[place] != UInt8(ascii: "\n") {
            code[place] = UInt8(ascii: " ")
        }
        position = end
    }
}
