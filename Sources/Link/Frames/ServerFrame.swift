import Domain

/// What the engine tells a screen or command.
enum ServerFrame: Hashable, Codable, Sendable {
    /// The answer to the greeting: who is there. From then on growth is told.
    case welcome(LinkWelcome)
    /// The connection is closed for this reason.
    case refused(Refusal)
    case reply(number: Int, reply: Reply)
    case refusal(number: Int, refusal: Refusal)
    case launch(number: Int, launch: ForegroundLaunch)
    case reading(number: Int, answer: ReadingAnswer)
    case grew(GrowthNote)
    /// The engine ends in order; all that it took has been answered.
    case ending(hasSuccessor: Bool)
}

/// The engine that a socket leads to.
package struct LinkWelcome: Hashable, Codable, Sendable {
    /// Named as in every other version, so that the two can tell each other what is wrong.
    package let `protocol`: Int
    /// Of the program.
    package let version: String
    package let pid: Int32
    /// It runs in no screen's process.
    package let isHeadless: Bool

    package init(
        protocol: Int = LinkLimits.protocolNumber,
        version: String,
        pid: Int32,
        isHeadless: Bool
    ) {
        self.protocol = `protocol`
        self.version = version
        self.pid = pid
        self.isHeadless = isHeadless
    }
}

/// How far the journal grew, without what was added.
struct GrowthNote: Hashable, Codable, Sendable {
    var position: Position
    var runs: [RunID]
    /// Logs that grew, of those that the client has open.
    var logs: [AttemptID]?
    /// Tracked runs that changed.
    var tracked: [TrackedRunID]?
    var trouble: String?

    init(_ growth: Growth) {
        position = growth.position
        runs = Array(growth.runs.prefix(LinkLimits.grownRuns))
        tracked =
            growth.tracked.isEmpty
            ? nil : Array(growth.tracked.prefix(LinkLimits.grownRuns))
        trouble = growth.trouble
    }

    /// Of logs alone.
    init(logs: [AttemptID]) {
        position = .start
        runs = []
        self.logs = logs
    }

    /// Takes up logs that grew.
    mutating func add(logs more: [AttemptID]) {
        let known = logs ?? []
        logs = known + more.filter { !known.contains($0) }
    }

    /// Takes up what happened after it.
    mutating func add(_ later: GrowthNote) {
        position = max(position, later.position)
        let room = LinkLimits.grownRuns - runs.count
        runs += later.runs.filter { !runs.contains($0) }.prefix(max(0, room))
        if let more = later.tracked {
            let known = tracked ?? []
            tracked = known + more.filter { !known.contains($0) }
        }
        trouble = later.trouble
    }

    var growth: Growth {
        Growth(
            position: position,
            runs: runs,
            tracked: tracked ?? [],
            logs: logs ?? [],
            trouble: trouble
        )
    }
}
