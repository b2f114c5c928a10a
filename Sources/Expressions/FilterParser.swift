/// Reads filters and orders from their tokens.
struct FilterParser {
    private let tokens: [Token]
    private let grammar: FilterGrammar
    private var place = 0

    init(tokens: [Token], grammar: FilterGrammar) {
        self.tokens = tokens
        self.grammar = grammar
    }

    /// All clauses, with `AND` between them, to the end.
    mutating func clauses() throws(ExpressionError) -> [FilterClause] {
        var clauses = [try clause()]
        while current.kind != .end {
            guard takeWord("AND") else {
                throw ExpressionError(current.offset, "Expected AND, or the end.")
            }
            clauses.append(try clause())
        }
        return clauses
    }

    mutating func order() throws(ExpressionError) -> FilterOrder {
        let subject = try subject()
        let isDescending = takeWord("DESC")
        if !isDescending { _ = takeWord("ASC") }
        guard current.kind == .end else {
            throw ExpressionError(current.offset, "Expected ASC, DESC or the end.")
        }
        return FilterOrder(subject: subject, isAscending: !isDescending)
    }

    // MARK: - Clauses

    private mutating func clause() throws(ExpressionError) -> FilterClause {
        let subject = try subject()
        return FilterClause(subject: subject, condition: try condition(of: subject))
    }

    private mutating func subject() throws(ExpressionError) -> FilterSubject {
        let start = current.offset
        let first = try name()
        guard current.kind == .dot else {
            return try attribute(first, start)
        }
        place += 1
        var key = try name()
        // A key may have dots of its own.
        while current.kind == .dot {
            place += 1
            key += "." + (try name())
        }
        if ["attribute", "attributes", "attr", "run"].contains(first.lowercased()) {
            return try attribute(key, start)
        }
        let collection = FilterGrammar.Collection(word: first)
        guard let collection, grammar.collections.contains(collection) else {
            throw ExpressionError(
                start,
                "'\(first)' is no kind of entity. There is \(grammar.collectionWords)."
            )
        }
        switch collection {
        case .metrics: return .metric(key)
        case .parameters: return .parameter(key)
        case .tags: return .tag(key)
        case .datasets: return .dataset(try datasetKey(key, start))
        }
    }

    private func attribute(
        _ name: String,
        _ offset: Int
    ) throws(ExpressionError) -> FilterSubject {
        guard let attribute = grammar.attribute(named: name) else {
            throw ExpressionError(
                offset,
                "'\(name)' is no attribute of \(grammar.noun). There is "
                    + "\(grammar.attributeWords)."
            )
        }
        return .attribute(attribute.name)
    }

    private func datasetKey(_ key: String, _ offset: Int) throws(ExpressionError) -> String {
        guard FilterGrammar.datasetKeys.contains(key.lowercased()) else {
            throw ExpressionError(
                offset,
                "'\(key)' is nothing of datasets. There is 'name', 'digest', 'context'."
            )
        }
        return key.lowercased()
    }

    private mutating func condition(
        of subject: FilterSubject
    ) throws(ExpressionError) -> FilterCondition {
        switch subject {
        case .metric: return try numberCondition()
        case .dataset: return try textCondition(orList: true)
        case .parameter, .tag:
            if takeWord("IS") {
                let isNot = takeWord("NOT")
                guard takeWord("NULL") else {
                    throw ExpressionError(current.offset, "Expected NULL.")
                }
                return .isNull(!isNot)
            }
            return try textCondition(orList: grammar.listsEntries)
        case .attribute(let name):
            let attribute = grammar.attribute(named: name)
            if attribute?.isNumber ?? false { return try numberCondition() }
            return try textCondition(orList: attribute?.isListed ?? false)
        }
    }

    private mutating func numberCondition() throws(ExpressionError) -> FilterCondition {
        guard case .comparison(let text) = current.kind,
            let comparison = FilterCondition.Comparison(rawValue: text)
        else { throw ExpressionError(current.offset, "Expected = != < <= > or >=.") }
        place += 1
        guard case .number(let value) = current.kind else {
            throw ExpressionError(current.offset, "Expected a number.")
        }
        place += 1
        return .number(comparison, value)
    }

    private mutating func textCondition(
        orList isListed: Bool
    ) throws(ExpressionError) -> FilterCondition {
        if isListed {
            let isNot = takeWord("NOT")
            if takeWord("IN") { return .isAmong(!isNot, try list()) }
            if isNot { throw ExpressionError(current.offset, "Expected IN.") }
        }
        if takeWord("LIKE") { return .like(try text(), ignoresCase: false) }
        if takeWord("ILIKE") { return .like(try text(), ignoresCase: true) }
        guard case .comparison(let comparison) = current.kind,
            comparison == "=" || comparison == "!="
        else { throw ExpressionError(current.offset, "Expected =, !=, LIKE or ILIKE.") }
        place += 1
        return .text(isEqual: comparison == "=", try text())
    }

    private mutating func list() throws(ExpressionError) -> [String] {
        guard current.kind == .open else {
            throw ExpressionError(current.offset, "Expected a list in parentheses.")
        }
        place += 1
        var texts = [try text()]
        while current.kind == .comma {
            place += 1
            texts.append(try text())
        }
        guard current.kind == .close else {
            throw ExpressionError(current.offset, "Expected a comma or a parenthesis.")
        }
        place += 1
        return texts
    }

    // MARK: - Tokens

    private var current: Token { tokens[min(place, tokens.count - 1)] }

    private mutating func name() throws(ExpressionError) -> String {
        switch current.kind {
        case .name(let text), .quotedName(let text):
            place += 1
            return text
        case .number(let value):
            // A key may be a number: `metrics.5`.
            guard let whole = Int(exactly: value) else {
                throw ExpressionError(current.offset, "Expected a name; quote one like this.")
            }
            place += 1
            return String(whole)
        default: throw ExpressionError(current.offset, "Expected a name.")
        }
    }

    /// A text in either kind of quotes.
    private mutating func text() throws(ExpressionError) -> String {
        switch current.kind {
        case .text(let text), .quotedName(let text):
            place += 1
            return text
        default: throw ExpressionError(current.offset, "Expected a text in quotes.")
        }
    }

    /// Takes a word of the language, whatever its case.
    private mutating func takeWord(_ word: String) -> Bool {
        guard case .name(let text) = current.kind, text.uppercased() == word else { return false }
        place += 1
        return true
    }
}
