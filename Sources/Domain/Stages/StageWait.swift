/// What keeps a stage from going on that is not in the journal; only readings say so.
package enum StageWait: Hashable, Codable, Sendable {
    /// Its command ended so, which cannot be written down yet.
    case journal(ExitStatus)
    /// Its command ended so, and no engine is there to take what it made.
    case outputs(ExitStatus)
    /// There is no room on the disk for what it needs or made.
    case room

    /// What it waits for, on one line.
    package var words: String {
        switch self {
        case .journal(let status): "\(Self.end(status)); that waits to be written down"
        case .outputs(let status): "\(Self.end(status)); its outputs are not taken yet"
        case .room: "waits for room on the disk"
        }
    }

    /// The same in a word, where the status has its place.
    package var word: String {
        switch self {
        case .journal, .outputs: "ended"
        case .room: "waits"
        }
    }

    private static func end(_ status: ExitStatus) -> String {
        switch status {
        case .exited(let code): "ended with exit status \(code)"
        case .signalled(let signal): "ended by signal \(signal)"
        case .timedOut: "ended after its timeout"
        }
    }
}
