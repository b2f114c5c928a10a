import Domain

/// What is kept of a list of tracked runs: all clauses have to hold.
///
/// The language is MLflow's: `metrics.auc > 0.8 AND params.kind = 'toy'`. What a run does not have
/// never matches, not even with `!=`, but for `IS NULL`.
package struct Filter: Hashable, Sendable {
    package let clauses: [FilterClause]

    package init(clauses: [FilterClause]) {
        self.clauses = clauses
    }

    /// Reads a filter; an empty text keeps everything.
    package init(_ text: String) throws(ExpressionError) {
        guard !text.isEmpty else {
            self.init(clauses: [])
            return
        }
        var parser = FilterParser(tokens: try Lexer.tokens(of: text))
        self.init(clauses: try parser.clauses())
    }
}

/// One condition of a filter.
package struct FilterClause: Hashable, Sendable {
    package let subject: RunSubject
    package let condition: FilterCondition

    package init(subject: RunSubject, condition: FilterCondition) {
        self.subject = subject
        self.condition = condition
    }
}

/// Something of a tracked run that can be compared, and ordered by.
package enum RunSubject: Hashable, Sendable {
    case metric(String)
    case parameter(String)
    case tag(String)
    case attribute(RunAttribute)
}

/// What every tracked run has.
package enum RunAttribute: String, Hashable, Sendable, CaseIterable {
    case id = "run_id"
    case name = "run_name"
    case status
    case user = "user_id"
    case artifacts = "artifact_uri"
    case started = "start_time"
    case ended = "end_time"

    /// By the names that MLflow takes, whatever their case.
    init?(name: String) {
        switch name.lowercased() {
        case "run name", "run_name", "run-name", "runname": self = .name
        case "created", "start_time", "start time": self = .started
        case let other:
            guard let attribute = RunAttribute(rawValue: other) else { return nil }
            self = attribute
        }
    }

    package var isNumber: Bool { self == .started || self == .ended }
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

/// What a list of tracked runs is ordered by.
package struct RunOrder: Hashable, Sendable {
    package let subject: RunSubject
    package let isAscending: Bool

    package init(subject: RunSubject, isAscending: Bool) {
        self.subject = subject
        self.isAscending = isAscending
    }

    /// Reads one clause: `metrics.auc DESC`.
    package init(_ text: String) throws(ExpressionError) {
        var parser = FilterParser(tokens: try Lexer.tokens(of: text))
        self = try parser.order()
    }
}
