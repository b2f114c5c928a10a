/// Where and why the text of a Python file cannot be read.
struct PythonFault: Error, Hashable, Sendable {
    let offset: Int
    let text: String
}

/// One word of a Python file, and the byte where it begins.
struct PythonToken: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case name(String)
        case number(ParameterValue)
        /// A number that no parameter can be: `1j`.
        case imaginary
        case text(String)
        /// A text that no parameter can be: bytes, or one with values inside.
        case otherText(isBytes: Bool)
        case sign(String)
        /// The end of a logical line.
        case newline
        case indent
        case dedent
        case end
    }

    let kind: Kind
    let offset: Int

    func isSign(_ sign: String) -> Bool { kind == .sign(sign) }

    func isName(_ name: String) -> Bool { kind == .name(name) }

    /// Whether it is a text of any kind.
    var isText: Bool {
        switch kind {
        case .text, .otherText: true
        default: false
        }
    }

    /// Words that no value has as its name.
    static let keywords: Set<String> = [
        "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
        "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
        "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with",
        "yield",
    ]

    var isKeyword: Bool {
        guard case .name(let name) = kind else { return false }
        return Self.keywords.contains(name)
    }
}
