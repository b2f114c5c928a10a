package import Domain

/// How a screen or command comes to the project's engine.
package struct EngineWays: Sendable {
    /// Makes a connection to another process's engine; what it is given hears how that ends.
    package typealias Attaching =
        @Sendable (@escaping @Sendable (LinkEnd) -> Void) throws(LinkFailure) -> LinkDoor

    /// Starts the engine in this process; nil where it must not.
    ///
    /// Fails with `engineElsewhere` while another process has it.
    package let start: (@Sendable () throws -> any HostedDoor)?
    package let attach: Attaching
    /// What is said where no engine is found; nil where one can be started here.
    ///
    /// Whoever may start none does not wait for one, but goes over to it whenever it is there.
    package let absence: Refusal?
    /// The newest position of the journal, as it can be read.
    package let position: @Sendable () -> Position

    package init(
        start: (@Sendable () throws -> any HostedDoor)?,
        attach: @escaping Attaching,
        absence: Refusal? = nil,
        position: @escaping @Sendable () -> Position
    ) {
        self.start = start
        self.attach = attach
        self.absence = absence
        self.position = position
    }
}
