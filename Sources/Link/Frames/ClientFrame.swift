import Domain

/// What a screen or command tells the engine.
enum ClientFrame: Hashable, Codable, Sendable {
    /// The first frame: what the client speaks.
    case hello(protocol: Int, version: String)
    case command(number: Int, command: Command)
    /// Asks for the foreground command of an attempt that is leased to this client's terminal.
    case lease(number: Int, attempt: AttemptID)
    /// Asks for something of the project; the answer of another user's engine.
    case read(number: Int, query: ReadingQuery)
    /// Asks an engine without a screen to end.
    case end(number: Int)
}
