/// The bounds of the engine's socket, and what it speaks.
package enum LinkLimits {
    /// What both ends have to speak; told first, in a frame whose form never changes.
    package static let protocolNumber = 2

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

    // MARK: - Of other users

    /// The longest frame in bytes that one of another user may send: none of what they may ask
    /// needs more.
    package static let guestFrame = 64 << 10

    /// Clients of other users at a time, so that there is always room for the engine's own; and
    /// how many of them may be one user's.
    package static let guests = 40
    package static let guestsOfOne = 20

    /// Requests of one client of another user that are not answered yet.
    package static let guestRequests = 32

    /// The longest answer to a reading.
    package static let answer = 32 << 20

    /// Bytes of all answers together that wait to be taken; beyond, nothing more is read for
    /// others.
    package static let waitingAnswers = 32 << 20

    /// Runs, all their stages together, and entries of the journal in one answer.
    package static let runs = 200
    package static let stages = 20_000
    package static let entries = 1_000

    /// Files of a run in one answer.
    package static let files = 1_000

    /// Tracked runs, and points of a metric, in one answer.
    package static let trackedRuns = 1_000
    package static let points = 25_000

    /// Logs of which a client is told that they grew, the last ones it opened.
    package static let watchedLogs = 32

    /// How long the growth of logs is gathered before it is told.
    package static let logTime = Duration.milliseconds(60)

    /// How long saved files are gathered; an editor touches several.
    package static let fileTime = Duration.milliseconds(200)

    /// How long a client of another user may leave lying what it was sent.
    package static let patience = Duration.seconds(15)

    /// What a command of another user takes of that user's share of the engine: this, and a second
    /// for so many bytes.
    package static let commandCost = Duration.milliseconds(100)
    package static let commandBytes = 4_096

    /// What it takes of it to be turned away, which is written down.
    package static let turnCost = Duration.seconds(1)

    /// What a reading takes of it: this, and so many times what it took.
    package static let readingCost = Duration.milliseconds(1)
    package static let readingShare = 4
    /// The most that one reading takes of it.
    package static let longestCost = Duration.seconds(4)

    /// How far a user may run ahead of that share.
    package static let burst = Duration.seconds(4)

    /// Descriptors that came and were not taken yet.
    package static let descriptors = 16

    // MARK: - Times

    /// How long the other end may take for its greeting.
    package static let greeting = Duration.seconds(5)

    /// How long answers that wait are still given out at an orderly end.
    package static let farewell = Duration.seconds(1)
}
