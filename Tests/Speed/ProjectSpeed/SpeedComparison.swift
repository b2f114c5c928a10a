/// One line of the table: Pitwall against a program, or against a number.
struct SpeedComparison {
    let work: String
    let own: String
    let other: String
    let ratio: String
    let processorRatio: String
    let goal: String
    /// `nil` where there is no goal.
    let holds: Bool?

    var verdict: String { holds.map { $0 ? "holds" : "does not hold" } ?? "" }

    /// All comparisons of a row: its first result with every other, and the goals in themselves.
    static func all(of outcome: SpeedOutcome) -> [SpeedComparison] {
        guard let own = outcome.results.first else { return [] }
        let limits = outcome.results.compactMap { limit($0, outcome.row) }
        let others = outcome.results.dropFirst().filter { $0.contender.program != .pitwall }
        return limits + others.map { compare(own, with: $0, outcome.row) }
    }

    private static func limit(_ own: SpeedResult, _ row: SpeedRow) -> SpeedComparison? {
        guard let limit = own.contender.limit else { return nil }
        let value =
            switch limit {
            case .seconds: SpeedText.seconds(own.wall)
            case .bytes: SpeedText.bytes(own.peakBytes)
            }
        return SpeedComparison(
            work: row.title,
            own: "\(own.contender.name): \(value)",
            other: "",
            ratio: "",
            processorRatio: "",
            goal: limit.words,
            holds: limit.holds(own)
        )
    }

    private static func compare(
        _ own: SpeedResult,
        with other: SpeedResult,
        _ row: SpeedRow
    ) -> SpeedComparison {
        let ownUnit = own.wall / own.contender.units
        let otherUnit = other.wall / other.contender.units
        let goal = other.contender.goal
        return SpeedComparison(
            work: row.title,
            own: "\(own.contender.name): \(SpeedText.amount(own))",
            other: "\(other.contender.name): \(SpeedText.amount(other))",
            ratio: SpeedText.ratio(ownUnit, otherUnit),
            processorRatio: SpeedText.ratio(
                own.processor / own.contender.units,
                other.processor / other.contender.units
            ),
            goal: goal?.words ?? "",
            holds: goal?.holds(ownUnit, against: otherUnit)
        )
    }
}
