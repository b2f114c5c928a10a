package import Logs

/// What a person typed to find lines or to filter by.
///
/// A text is looked for as it stands; behind `re:` stands a regular expression. Capital and small
/// letters are told apart once there is a capital one.
package struct LogPattern: Hashable, Sendable {
    /// What a regular expression begins with.
    package static let expressionMark = "re:"

    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The pattern made ready; the error says which character is wrong.
    package func compiled() throws(PatternError) -> SearchPattern {
        guard text.hasPrefix(Self.expressionMark) else { return try SearchPattern(text) }
        let expression = String(text.dropFirst(Self.expressionMark.count))
        return try SearchPattern(expression, .regularExpression)
    }
}
