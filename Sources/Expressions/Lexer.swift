/// A piece of a text in one of the small languages, and where it begins.
package struct Token: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// A name as it stands, dots and dashes in it.
        case name(String)
        /// A name in back-quotes; also in double quotes, where a name may stand.
        case quotedName(String)
        case text(String)
        case number(Double)
        /// `=`, `!=`, `<`, `<=`, `>`, `>=`.
        case comparison(String)
        case dot
        case comma
        case open
        case close
        case end
    }

    package let kind: Kind
    /// The characters before it.
    package let offset: Int
}

/// Why a text in one of the small languages is not understood.
package struct ExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The characters before the place.
    package let offset: Int
    package let text: String

    package init(_ offset: Int, _ text: String) {
        self.offset = offset
        self.text = text
    }

    package var description: String { "\(text) (at character \(offset + 1))" }
}

/// Takes a text apart into tokens.
struct Lexer {
    private let characters: [Character]
    private var place = 0

    init(_ text: String) {
        characters = Array(text)
    }

    /// All tokens, the end last.
    static func tokens(of text: String) throws(ExpressionError) -> [Token] {
        var lexer = Lexer(text)
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private mutating func next() throws(ExpressionError) -> Token {
        while place < characters.count, characters[place].isWhitespace { place += 1 }
        let start = place
        guard place < characters.count else { return Token(kind: .end, offset: start) }
        return Token(kind: try kind(characters[place]), offset: start)
    }

    private mutating func kind(_ first: Character) throws(ExpressionError) -> Token.Kind {
        switch first {
        case "(": return single(.open)
        case ")": return single(.close)
        case ",": return single(.comma)
        case "'": return .text(try quoted("'"))
        case "\"": return .quotedName(try quoted("\""))
        case "`": return .quotedName(try quoted("`"))
        case "=", "!", "<", ">": return .comparison(try comparison())
        case ".":
            if !isBehindName, let digit = character(1), digit.isNumber {
                return .number(try number())
            }
            return single(.dot)
        case "-", "+": return .number(try number())
        default:
            if first.isASCII, first.isNumber { return .number(try number()) }
            guard Self.isNamePart(first) else {
                throw ExpressionError(place, "'\(first)' is not understood here.")
            }
            return .name(word())
        }
    }

    private mutating func single(_ kind: Token.Kind) -> Token.Kind {
        place += 1
        return kind
    }

    /// A name stands right before, so that a dot parts it from the next one.
    private var isBehindName: Bool {
        guard place > 0 else { return false }
        let previous = characters[place - 1]
        return Self.isNamePart(previous) || previous == "`" || previous == "\""
    }

    private func character(_ ahead: Int) -> Character? {
        place + ahead < characters.count ? characters[place + ahead] : nil
    }

    /// The text between two quotes; there is no way to have the quote itself in it.
    private mutating func quoted(_ quote: Character) throws(ExpressionError) -> String {
        let start = place
        place += 1
        guard let end = characters[place...].firstIndex(of: quote) else {
            throw ExpressionError(start, "The quote that begins here has no end.")
        }
        defer { place = end + 1 }
        return String(characters[place..<end])
    }

    private mutating func comparison() throws(ExpressionError) -> String {
        let start = place
        var text = String(characters[place])
        place += 1
        if character(0) == "=" {
            text.append("=")
            place += 1
        }
        guard text != "!", text != "==" else {
            throw ExpressionError(start, "'\(text)' is no comparison. There is = != < <= > >=.")
        }
        return text
    }

    private mutating func number() throws(ExpressionError) -> Double {
        let start = place
        place += 1
        while let next = character(0) {
            let isSign = next == "-" || next == "+"
            let isExponent = characters[place - 1] == "e" || characters[place - 1] == "E"
            guard next.isNumber || next == "." || next.isLetter || (isSign && isExponent) else {
                break
            }
            place += 1
        }
        let text = String(characters[start..<place])
        guard let value = Double(text), value.isFinite else {
            throw ExpressionError(start, "'\(text)' is no number.")
        }
        return value
    }

    private mutating func word() -> String {
        let start = place
        while let next = character(0), Self.isNamePart(next) { place += 1 }
        return String(characters[start..<place])
    }

    private static func isNamePart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "-"
            || character == "/" || character == ":"
    }
}
