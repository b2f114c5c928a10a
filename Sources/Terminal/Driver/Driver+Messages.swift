/// How copying to the clipboard went.
package enum CopyResult: Hashable, Sendable {
    /// So many bytes were sent; whether the terminal took them, it does not say.
    case sent(bytes: Int)

    /// The text is longer than what terminals take, and nothing was sent.
    case tooLong(limit: Int)
}

extension Driver {
    /// Copies a text to the clipboard of the terminal, which may be on another machine.
    package func copy(_ text: String) -> CopyResult {
        guard let bytes = ControlString.copy(text, through: identity.multiplexer) else {
            return .tooLong(limit: ControlString.copyLimit)
        }
        if isOpen { write(bytes) }
        return .sent(bytes: text.utf8.count)
    }

    /// Notifies the person at the terminal, who may be looking elsewhere.
    package func notify(title: String, _ text: String, bell: Bool = false) {
        guard isOpen else { return }
        write(ControlString.notification(title: title, text, for: identity))
        if bell { ring() }
    }

    /// Rings the terminal's bell.
    package func ring() {
        if isOpen { write([0x07]) }
    }
}
