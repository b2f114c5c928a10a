import Domain

/// What is kept of a list of things: all clauses have to hold.
///
/// The language is MLflow's: `metrics.auc > 0.8 AND params.kind = 'toy'`. What a thing does not
/// have never matches, not even with `!=`, but for `IS NULL`.
package struct Filter: Hashable, Sendable {
    package let clauses: [FilterClause]

    package init(clauses: [FilterClause]) {
        self.clauses = clauses
    }

    /// Reads a filter of one kind of thing; an empty text keeps everything.
    package init(_ text: String, of grammar: FilterGrammar) throws(ExpressionError) {
        guard !text.isEmpty else {
            self.init(clauses: [])
            return
        }
        var parser = FilterParser(tokens: try Lexer.tokens(of: text), grammar: grammar)
        self.init(clauses: try parser.clauses())
    }
}

/// One condition of a filter.
package struct FilterClause: Hashable, Sendable {
    package let subject: FilterSubject
    package let condition: FilterCondition

    package init(subject: FilterSubject, condition: FilterCondition) {
        self.subject = subject
        self.condition = condition
    }
}

/// Something of a thing that can be compared, and ordered by.
package enum FilterSubject: Hashable, Sendable {
    case metric(String)
    case parameter(String)
    case tag(String)
    /// The `name`, `digest` or `context` of one of its datasets.
    case dataset(String)
    /// By the name that its grammar begins with.
    case attribute(String)
}

/// How something is compared.
package enum FilterCondition: Hashable, Sendable {
    package enum Comparison: String, Hashable, Sendable {
        case equal = "="
        case unequal = "!="
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="
    }

    case number(Comparison, Double)
    /// Equal or not equal.
    case text(isEqual: Bool, String)
    /// `%` and `_` stand for any text and any character.
    case like(String, ignoresCase: Bool)
    case isNull(Bool)
    case isAmong(Bool, [String])
}

/// What a list of things is ordered by.
package struct FilterOrder: Hashable, Sendable {
    package let subject: FilterSubject
    package let isAscending: Bool

    package init(subject: FilterSubject, isAscending: Bool) {
        self.subject = subject
        self.isAscending = isAscending
    }

    /// Reads one clause: `metrics.auc DESC`.
    package init(_ text: String, of grammar: FilterGrammar) throws(ExpressionError) {
        var parser = FilterParser(tokens: try Lexer.tokens(of: text), grammar: grammar)
        self = try parser.order()
    }
}
