/// A line of the table: one piece of work, and who does it.
struct SpeedRow: Sendable {
    /// What chooses the row on the command line.
    let name: String
    let title: String
    let contenders: @Sendable (SpeedContext) throws -> [Contender]
}

/// One way of doing a row's work: Pitwall, or a program that it is compared with.
struct Contender {
    /// The command as a person would say it.
    var name: String
    let program: SpeedProgram
    let arguments: [String]
    let folder: String

    /// Stages, where the contenders do not all have equally many.
    var units = 1.0

    /// At most so many of the runs: it is too slow for more.
    var mostRuns = Int.max

    /// Whether a run before those that count warms the caches.
    var warmsUp = false

    /// Makes the folder ready for one run; not timed.
    var prepare: () throws -> Void = {}

    /// Fails when the work was not done as it should be.
    var check: (Spending) throws -> Void = { _ in }

    /// What the row's first contender, Pitwall, is to reach against this one.
    var goal: SpeedGoal?

    /// What this contender is to reach by itself.
    var limit: SpeedLimit?
}

/// A program that is measured.
enum SpeedProgram: CaseIterable {
    case pitwall
    case ninja
    case dvc
    case shell
}

/// A goal against another program, on the clock.
enum SpeedGoal {
    case atMostTimes(Double)
    case timesFaster(Double)

    func holds(_ own: Double, against other: Double) -> Bool {
        switch self {
        case .atMostTimes(let most): own <= other * most
        case .timesFaster(let least): own * least <= other
        }
    }

    var words: String {
        switch self {
        case .atMostTimes(let most): "at most \(SpeedText.factor(most)) x its time"
        case .timesFaster(let least): "\(SpeedText.factor(least)) x faster"
        }
    }
}

/// A goal in itself.
enum SpeedLimit {
    case seconds(Double)
    case bytes(Int)

    func holds(_ result: SpeedResult) -> Bool {
        switch self {
        case .seconds(let most): result.wall < most
        case .bytes(let most): result.peakBytes < most
        }
    }

    var words: String {
        switch self {
        case .seconds(let most): "under \(SpeedText.seconds(most))"
        case .bytes(let most): "under \(SpeedText.bytes(most))"
        }
    }
}
