import Glibc

/// What one contender took in a row: medians of its runs.
struct SpeedResult {
    let contender: Contender
    let runs: [Spending]

    /// The median on the clock, in seconds.
    var wall: Double { Self.median(runs.map(\.wall)) }

    /// The median of the processor's time, in seconds.
    var processor: Double { Self.median(runs.map(\.processor)) }

    /// The largest of all runs.
    var peakBytes: Int { runs.map(\.peakBytes).max() ?? 0 }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard let upper = sorted.dropFirst(sorted.count / 2).first else { return 0 }
        return sorted.count % 2 == 1 ? upper : (sorted[sorted.count / 2 - 1] + upper) / 2
    }
}

/// What was measured of a row.
struct SpeedOutcome {
    let row: SpeedRow
    let results: [SpeedResult]
    let missing: [Contender]

    /// How busy the machine was with others' work and this, in the minute before.
    let load: Double

    /// Measures a row: its contenders in turn, so that whatever else the machine does, it does
    /// it to all of them.
    init(of row: SpeedRow, in context: SpeedContext) throws {
        let all = try row.contenders(context)
        let present = all.filter { context.has($0.program) }
        var runs: [[Spending]] = present.map { _ in [] }
        for contender in present where contender.warmsUp {
            _ = try Self.once(contender, context)
        }
        for round in 0..<context.runs {
            for (index, contender) in present.enumerated() where round < contender.mostRuns {
                runs[index].append(try Self.once(contender, context))
            }
        }
        var loads = [Double](repeating: 0, count: 1)
        getloadavg(&loads, 1)
        self.row = row
        results = zip(present, runs).map { SpeedResult(contender: $0, runs: $1) }
        missing = all.filter { !context.has($0.program) }
        load = loads[0]
    }

    private static func once(_ contender: Contender, _ context: SpeedContext) throws -> Spending {
        try contender.prepare()
        // What was prepared is not to be written to the disk while others are timed.
        sync()
        let spending = try context.run(contender)
        try contender.check(spending)
        return spending
    }
}
