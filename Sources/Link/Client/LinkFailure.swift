package import Domain

/// Why an engine cannot be reached through its socket.
package enum LinkFailure: Error, Hashable, Sendable {
    /// Nobody listens: no engine, or one that only just begins or ends.
    case nobody
    /// The engine's user lets nobody else in, or not the one who asks.
    case closed
    /// It cannot be used from here, for the reason told.
    case refused(Refusal)
}

/// How a connection to an engine ended.
package enum LinkEnd: Hashable, Sendable {
    /// The engine ended in order; another process takes the lock next where it has a successor.
    case ended(hasSuccessor: Bool)
    /// The engine turned this client away.
    case refused(Refusal)
    /// The engine, or its process, is gone.
    case lost
}
