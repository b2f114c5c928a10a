/// The bounds of the engine's socket, and what it speaks.
package enum LinkLimits {
    /// What both ends have to speak; told first, in a frame whose form never changes.
    package static let protocolNumber = 1

    /// The longest frame in bytes.
    ///
    /// The longest command holds a file before and after an edit, each of whose bytes may take
    /// six in JSON.
    package static let frame = 4 << 20

    /// Clients at a time; another one is told so and closed.
    package static let clients = 64

    /// Requests of one client that are not answered yet; more are not read from it before.
    package static let requests = 256

    /// Bytes that wait for a client; beyond, nothing more is read from it, and the growth of the
    /// journal is told together.
    package static let waitingBytes = 64 << 10

    /// Runs that a telling of growth names; which ones beyond has to be read.
    package static let grownRuns = 1_000

    /// How long the other end may take for its greeting.
    package static let greeting = Duration.seconds(5)

    /// How long answers that wait are still given out at an orderly end.
    package static let farewell = Duration.seconds(1)
}
