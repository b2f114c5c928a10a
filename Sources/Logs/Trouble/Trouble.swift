/// A place of a log that tells of trouble.
package struct Trouble: Sendable, Hashable {
    /// What stands there.
    package enum Kind: Sendable, Hashable {
        /// A traceback: its head, its frames and the line that names the exception.
        case traceback
        /// A single line.
        case line
    }

    package var kind: Kind
    /// Where it starts: the traceback's head, or the line.
    package var offset: Int
    /// Where the line starts that says what happened: the traceback's last, or the line itself.
    package var messageOffset: Int
    /// That line's text, without escape sequences and cut to ``TroubleFinder/messageLength``.
    package var message: String

    package init(kind: Kind, offset: Int, messageOffset: Int, message: String) {
        self.kind = kind
        self.offset = offset
        self.messageOffset = messageOffset
        self.message = message
    }
}
