/// How long the decoder waits before it takes an escape byte for the escape key.
package struct EscapePolicy: Hashable, Sendable {
    /// The longest gap after an escape byte within which what follows belongs to it.
    package var delay: Duration

    /// The longest gap in which the rest of a sequence is still known as one, after its escape
    /// byte has already been taken for the key.
    package var window: Duration

    package init(delay: Duration = .milliseconds(25), window: Duration = .milliseconds(500)) {
        self.delay = delay
        self.window = max(window, delay)
    }

    /// 25 ms, and 100 ms where the environment says that the terminal is at the end of an SSH line.
    package static func standard(environment: [String: String]) -> EscapePolicy {
        let isRemote = ["SSH_CONNECTION", "SSH_TTY"].contains { environment[$0]?.isEmpty == false }
        return EscapePolicy(delay: .milliseconds(isRemote ? 100 : 25))
    }
}
