import Foundation

/// What is looked for in a log, checked and made ready.
package struct SearchPattern: Sendable {
    /// How the text is to be read.
    package enum Kind: Sendable, Hashable {
        /// The text itself.
        case plain
        /// A regular expression.
        case regularExpression
    }

    /// Whether capital and small letters are told apart.
    package enum LetterCase: Sendable, Hashable {
        /// They are when the text has a capital letter.
        case smart
        case exact
        case ignored
    }

    package let text: String
    package let kind: Kind
    let engine: Engine

    enum Engine: Sendable {
        case literal(RequiredLiteral.Literal)
        case automaton(RegexPlan)
        case backtracking(NSRegularExpression)
        case trouble(RegexPlan)
    }

    /// A pattern from what a person typed; the error says which character is wrong.
    ///
    /// Expressions are matched within one line, in linear time. Those that only a backtracking
    /// engine knows are given to one, with a limit of time for each line.
    package init(
        _ text: String,
        _ kind: Kind = .plain,
        letterCase: LetterCase = .smart
    ) throws(PatternError) {
        guard !text.isEmpty else { throw PatternError("There is nothing to look for.", column: 1) }
        guard text.utf8.count <= LogLimits.patternBytes else {
            throw PatternError("It is longer than \(LogLimits.patternBytes) bytes.", column: 1)
        }
        if let newline = text.unicodeScalars.firstIndex(of: "\n") {
            let column = text.unicodeScalars.distance(from: text.startIndex, to: newline) + 1
            throw PatternError("A search stays within one line.", column: column)
        }
        self.text = text
        self.kind = kind
        let ignoresCase = Self.ignoresCase(text, kind, letterCase)
        switch kind {
        case .plain: engine = try Self.plain(text, ignoresCase)
        case .regularExpression: engine = try Self.expression(text, ignoresCase)
        }
    }

    private init(trouble plan: RegexPlan) {
        text = ""
        kind = .regularExpression
        engine = .trouble(plan)
    }

    /// Lines that tell of trouble, by the rules of ``TroubleRules``.
    package static let trouble: SearchPattern? = {
        // A mistake in our own expression shows in the first test.
        var parser = RegexParser(TroubleRules.expression, ignoresCase: false)
        return (try? RegexPlan(parser.parse())).map(SearchPattern.init(trouble:))
    }()

    /// Whether only a backtracking engine can match it, which is slower.
    package var isSlow: Bool {
        if case .backtracking = engine { true } else { false }
    }

    private static func ignoresCase(_ text: String, _ kind: Kind, _ letterCase: LetterCase) -> Bool
    {
        switch letterCase {
        case .exact: return false
        case .ignored: return true
        case .smart:
            var isEscaped = false
            for scalar in text.unicodeScalars {
                // The `S` of `\S` is no capital letter of the text.
                if scalar.properties.isUppercase, !(isEscaped && kind == .regularExpression) {
                    return false
                }
                isEscaped = scalar == "\\" && !isEscaped
            }
            return true
        }
    }

    private static func plain(_ text: String, _ ignoresCase: Bool) throws(PatternError) -> Engine {
        let bytes = Array(text.utf8)
        guard ignoresCase else { return .literal(.init(bytes: bytes, foldsCase: false)) }
        let hasLetter = bytes.contains(where: Byte.isLetter)
        if bytes.allSatisfy({ $0 < 0x80 }) {
            return .literal(.init(bytes: bytes.map(Byte.lowered), foldsCase: hasLetter))
        }
        let node = RegexNode.sequence(text.unicodeScalars.map { .set(ScalarSet($0).caseFolded) })
        return .automaton(try RegexPlan(node))
    }

    private static func expression(
        _ text: String,
        _ ignoresCase: Bool
    ) throws(PatternError) -> Engine {
        var parser = RegexParser(text, ignoresCase: ignoresCase)
        let node = try parser.parse()
        guard parser.needsBacktracking else { return .automaton(try RegexPlan(node)) }
        let options: NSRegularExpression.Options = ignoresCase ? [.caseInsensitive] : []
        // Why it was refused is not told by the other engine; ours has checked the structure.
        guard let expression = try? NSRegularExpression(pattern: text, options: options) else {
            throw PatternError("The expression cannot be understood.", column: 1)
        }
        return .backtracking(expression)
    }

    func matcher(
        _ rarity: ByteRarity = ByteRarity(),
        limit: Duration = LogLimits.patternTime,
        interrupted: @escaping () -> Bool = { false }
    ) -> any LineMatcher {
        switch engine {
        case .literal(let literal):
            LiteralMatcher(literal, rarity)
        case .automaton(let plan):
            RegexMatcher(plan, rarity, interrupted: interrupted)
        case .backtracking(let expression):
            BacktrackingMatcher(expression, limit: limit, interrupted: interrupted)
        case .trouble(let plan):
            TroubleMatcher(RegexMatcher(plan, rarity, interrupted: interrupted))
        }
    }
}
