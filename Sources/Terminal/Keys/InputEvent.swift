/// What a terminal's bytes say.
package enum InputEvent: Hashable, Sendable {
    case key(Key)
    case mouse(MouseEvent)
    case paste(Paste)
    /// The terminal's window got the focus, or lost it.
    case focus(Bool)
    /// The terminal answered a question of the driver.
    case reply(TerminalReply)
}

/// Text that came in one piece from the clipboard.
///
/// It is valid Unicode whose lines end with a line feed, but may hold control characters: whoever
/// shows it makes it safe first.
package struct Paste: Hashable, Sendable {
    package let text: String

    /// Whether more was pasted than ``InputDecoder/pasteLimit``; the rest is dropped.
    package let isCut: Bool

    package init(_ text: String, isCut: Bool = false) {
        self.text = text
        self.isCut = isCut
    }
}

/// A terminal's answer to a question.
package enum TerminalReply: Hashable, Sendable {
    /// Where the cursor is, counted from 1.
    case cursor(row: Int, column: Int)

    /// How a private mode stands: 0 unknown, 1 set, 2 reset, 3 and 4 fixed so.
    case mode(Int, state: Int)
}
