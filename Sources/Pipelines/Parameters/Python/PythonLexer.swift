/// Splits a Python file, which is valid UTF-8, into its words.
///
/// Line ends inside brackets and after a backslash vanish; indents become words of their own.
struct PythonLexer {
    static let deepestIndent = 100
    static let deepestBracket = 200

    /// How far a line is indented: with tabs to each eighth column, and with tabs as wide as a
    /// space.
    ///
    /// Lines must compare alike in both.
    private struct Indent: Equatable {
        let width: Int
        let narrow: Int
    }

    let bytes: [UInt8]
    var index = 0
    private(set) var tokens: [PythonToken] = []
    private var indents = [Indent(width: 0, narrow: 0)]
    private var brackets: [(sign: String, offset: Int)] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The words of the whole file.
    mutating func read() throws(PythonFault) -> [PythonToken] {
        if let zero = bytes.firstIndex(of: 0) {
            throw PythonFault(offset: zero, text: "it holds a zero byte")
        }
        while index < bytes.count { try line() }
        if let open = brackets.last {
            throw PythonFault(offset: open.offset, text: "this '\(open.sign)' is never closed")
        }
        if let last = tokens.last, last.kind != .newline { add(.newline, index) }
        for _ in indents.dropFirst() { add(.dedent, index) }
        add(.end, index)
        return tokens
    }

    // MARK: - Bytes

    var current: UInt8? { index < bytes.count ? bytes[index] : nil }

    func fault(_ text: String, at offset: Int? = nil) -> PythonFault {
        PythonFault(offset: min(offset ?? index, bytes.count), text: text)
    }

    mutating func take(_ word: String) -> Bool {
        guard bytes[index...].starts(with: word.utf8) else { return false }
        index += word.utf8.count
        return true
    }

    mutating func takeNewline() -> Bool { take("\r\n") || take("\n") || take("\r") }

    mutating func add(_ kind: PythonToken.Kind, _ offset: Int) {
        tokens.append(PythonToken(kind: kind, offset: offset))
    }

    // MARK: - Lines

    /// One logical line, or one without words.
    private mutating func line() throws(PythonFault) {
        var width = 0
        var narrow = 0
        while let byte = current {
            if byte == 0x20 {
                width += 1
                narrow += 1
            } else if byte == 0x09 {
                width = (width / 8 + 1) * 8
                narrow += 1
            } else if byte == 0x0C {
                width = 0
                narrow = 0
            } else {
                break
            }
            index += 1
        }
        skipComment()
        if index == bytes.count || takeNewline() { return }
        if try !continuation() {
            try indent(Indent(width: width, narrow: narrow))
        }
        while let byte = current {
            if byte == 0x20 || byte == 0x09 || byte == 0x0C {
                index += 1
            } else if byte == UInt8(ascii: "#") {
                skipComment()
            } else if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                let end = index
                _ = takeNewline()
                guard brackets.isEmpty else { continue }
                if let last = tokens.last, last.kind != .newline { add(.newline, end) }
                return
            } else if try !continuation() {
                try word()
            }
        }
    }

    private mutating func skipComment() {
        guard current == UInt8(ascii: "#") else { return }
        while let byte = current, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
            index += 1
        }
    }

    /// Passes a backslash and the end of its line.
    private mutating func continuation() throws(PythonFault) -> Bool {
        let start = index
        guard take("\\") else { return false }
        guard takeNewline(), index < bytes.count else {
            throw fault(
                "a backslash outside of a text must end a line that another follows",
                at: start
            )
        }
        return true
    }

    private mutating func indent(_ indent: Indent) throws(PythonFault) {
        if let now = indents.last, indent.width > now.width {
            guard indent.narrow > now.narrow else { throw mixedTabs }
            guard indents.count < Self.deepestIndent else {
                throw fault("it is indented over \(Self.deepestIndent) levels")
            }
            indents.append(indent)
            add(.indent, index)
            return
        }
        while let last = indents.last, last.width > indent.width {
            indents.removeLast()
            add(.dedent, index)
        }
        guard indents.last?.width == indent.width else {
            throw fault("this indent fits none of the lines above it")
        }
        guard indents.last == indent else { throw mixedTabs }
    }

    private var mixedTabs: PythonFault {
        fault("this line mixes tabs and spaces otherwise than those above it")
    }

    // MARK: - Words

    private mutating func word() throws(PythonFault) {
        guard let byte = current else { return }
        let start = index
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            try text(prefix: "", at: start)
        } else if Self.isDigit(byte) || byte == UInt8(ascii: ".") && nextIsDigit {
            try number()
        } else if Self.isNameStart(byte) {
            try nameOrText()
        } else {
            try sign()
        }
    }

    private var nextIsDigit: Bool {
        index + 1 < bytes.count && Self.isDigit(bytes[index + 1])
    }

    private mutating func nameOrText() throws(PythonFault) {
        let start = index
        while let byte = current, Self.isNameStart(byte) || Self.isDigit(byte) { index += 1 }
        let name = String(decoding: bytes[start..<index], as: UTF8.self)
        let isQuote = current == UInt8(ascii: "\"") || current == UInt8(ascii: "'")
        if isQuote, Self.prefixes.contains(name.lowercased()) {
            try text(prefix: name.lowercased(), at: start)
            return
        }
        for scalar in name.unicodeScalars where !scalar.isASCII {
            guard scalar.properties.isXIDContinue else {
                throw fault("the character '\(scalar)' cannot stand here", at: start)
            }
        }
        // Python takes names that differ only in their compatibility forms for the same.
        add(.name(name.allSatisfy(\.isASCII) ? name : Self.normal(name)), start)
    }

    private mutating func sign() throws(PythonFault) {
        let start = index
        guard let sign = Self.signs.first(where: { take($0) }) else {
            let scalar = Unicode.Scalar(bytes[start])
            throw fault("the character '\(scalar)' cannot stand here")
        }
        switch sign {
        case "(", "[", "{":
            guard brackets.count < Self.deepestBracket else {
                throw fault("it is nested over \(Self.deepestBracket) levels", at: start)
            }
            brackets.append((sign, start))
        case ")", "]", "}":
            guard let open = brackets.popLast() else {
                throw fault("this '\(sign)' closes nothing", at: start)
            }
            guard ["(": ")", "[": "]", "{": "}"][open.sign] == sign else {
                throw fault("this '\(sign)' does not close the '\(open.sign)' before it", at: start)
            }
        default: break
        }
        add(.sign(sign), start)
    }

    /// Longer ones first.
    private static let signs = [
        "**=", "//=", "<<=", ">>=", "...", "!=", "==", "<=", ">=", "->", ":=", "+=", "-=", "*=",
        "/=", "%=", "&=", "|=", "^=", "@=", "**", "//", "<<", ">>", "(", ")", "[", "]", "{", "}",
        ",", ":", ".", ";", "@", "=", "+", "-", "*", "/", "%", "&", "|", "^", "~", "<", ">",
    ]

    private static let prefixes: Set<String> = [
        "r", "u", "b", "f", "t", "br", "rb", "fr", "rf", "tr", "rt",
    ]

    static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    static func isNameStart(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
            || byte == UInt8(ascii: "_") || byte >= 0x80
    }
}
