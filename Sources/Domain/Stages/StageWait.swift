/// What keeps a stage from going on that is not in the journal; only readings say so.
package enum StageWait: Hashable, Codable, Sendable {
    /// Its command ended so, which cannot be written down yet.
    case journal(ExitStatus)
    /// There is no room on the disk for what it needs or made.
    case room

    /// What it waits for, on one line.
    package var words: String {
        switch self {
        case .journal(.exited(let code)):
            "ended with exit status \(code); that waits to be written down"
        case .journal(.signalled(let signal)):
            "ended by signal \(signal); that waits to be written down"
        case .journal(.timedOut): "ended after its timeout; that waits to be written down"
        case .room: "waits for room on the disk"
        }
    }

    /// The same in a word, where the status has its place.
    package var word: String {
        switch self {
        case .journal: "ended"
        case .room: "waits"
        }
    }
}
