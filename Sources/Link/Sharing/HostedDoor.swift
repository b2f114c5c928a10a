package import Domain

/// An engine in this process, which can be ended.
package protocol HostedDoor: EngineDoor {
    /// Other screens or commands use it.
    var hasClients: Bool { get }

    /// Ends it; stages that run go on. With a successor, other screens leave that one the lock.
    func stop(reason: String, hasSuccessor: Bool)

    /// Lets `lost` hear, from now on and again and again, that its place is lost: it has to be
    /// stopped then.
    func watch(lost: @escaping @Sendable (Refusal) -> Void)
}

extension HostedDoor {
    package func watch(lost: @escaping @Sendable (Refusal) -> Void) {}
}

/// Who has the engine that a door leads to.
package enum EngineHost: Hashable, Sendable {
    /// This process.
    case here
    /// Another process.
    case elsewhere(LinkWelcome)
}
