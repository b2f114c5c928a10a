/// A search pattern that cannot be understood.
package struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, one sentence with a period.
    package let message: String
    /// The character of the pattern where it is wrong, counted from 1.
    package let column: Int

    package init(_ message: String, column: Int) {
        self.message = message
        self.column = column
    }

    package var description: String { "Character \(column) of the pattern: \(message)" }
}
