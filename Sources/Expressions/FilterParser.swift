/// Reads filters and orders from their tokens.
struct FilterParser {
    private let tokens: [Token]
    private var place = 0

    init(tokens: [Token]) {
        self.tokens = tokens
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

    mutating func order() throws(ExpressionError) -> RunOrder {
        let subject = try subject()
        let isDescending = takeWord("DESC")
        if !isDescending { _ = takeWord("ASC") }
        guard current.kind == .end else {
            throw ExpressionError(current.offset, "Expected ASC, DESC or the end.")
        }
        return RunOrder(subject: subject, isAscending: !isDescending)
    }

    // MARK: - Clauses

    private mutating func clause() throws(ExpressionError) -> FilterClause {
        let start = current.offset
        let subject = try subject()
        return FilterClause(subject: subject, condition: try condition(of: subject, start))
    }

    private mutating func subject() throws(ExpressionError) -> RunSubject {
        let start = current.offset
        let first = try name()
        guard current.kind == .dot else {
            return .attribute(try attribute(first, start))
        }
        place += 1
        var key = try name()
        // A key may have dots of its own.
        while current.kind == .dot {
            place += 1
            key += "." + (try name())
        }
        switch first.lowercased() {
        case "metric", "metrics": return .metric(key)
        case "param", "params", "parameter", "parameters": return .parameter(key)
        case "tag", "tags": return .tag(key)
        case "attribute", "attributes", "attr", "run":
            return .attribute(try attribute(key, start))
        case "dataset", "datasets":
            throw ExpressionError(start, "Filters on datasets are not available in this version.")
        default:
            throw ExpressionError(
                start,
                "'\(first)' is no kind of entity. There is metrics, params, tags and attributes."
            )
        }
    }

    private func attribute(
        _ name: String,
        _ offset: Int
    ) throws(ExpressionError) -> RunAttribute {
        guard let attribute = RunAttribute(name: name) else {
            let all = RunAttribute.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw ExpressionError(offset, "'\(name)' is no attribute of runs. There is \(all).")
        }
        return attribute
    }

    private mutating func condition(
        of subject: RunSubject,
        _ start: Int
    ) throws(ExpressionError) -> FilterCondition {
        switch subject {
        case .metric: return try numberCondition()
        case .attribute(let attribute) where attribute.isNumber: return try numberCondition()
        case .parameter, .tag:
            if takeWord("IS") {
                let isNot = takeWord("NOT")
                guard takeWord("NULL") else {
                    throw ExpressionError(current.offset, "Expected NULL.")
                }
                return .isNull(!isNot)
            }
            return try textCondition()
        case .attribute(.id):
            let isNot = takeWord("NOT")
            if takeWord("IN") { return .isAmong(!isNot, try list()) }
            return try textCondition()
        case .attribute: return try textCondition()
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

    private mutating func textCondition() throws(ExpressionError) -> FilterCondition {
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
