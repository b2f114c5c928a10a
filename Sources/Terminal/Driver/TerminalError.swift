/// Why no screen can be shown, or a program not be started on it.
package struct TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: Hashable, Sendable {
        /// The standard input or output is a file or a pipe.
        case notATerminal
        /// The terminal cannot place the cursor, or `TERM` does not say what it is.
        case dumbTerminal
        /// The system has no description of the terminal.
        case unknownTerminal
        /// The terminal is known, but the screen could not be opened.
        case cannotOpen
        /// A program could not be started in the foreground.
        case cannotStart
    }

    package let code: Code
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
