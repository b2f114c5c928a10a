import Domain
import Terminal

/// How every stage of a pipeline stands, put together once from the graph, a run and the last
/// look at the files.
///
/// Making it takes time linear in stages and edges, so that a thousand stages stay cheap; it is
/// made when one of the three changes, not for each frame.
struct StageTable: Sendable {
    /// A stage.
    struct Row: Sendable {
        let name: StageName
        let title: SafeText
        /// The direct predecessors, by their numbers.
        let upstream: [Int]
        let run: StageRun?
        let check: StageCheck?
        var status = Status.planned
        /// It waits for a person to step it.
        var isStep = false
        /// It is settled in the run, and would run again: something changed since.
        var isStale = false
        /// The stage above it that is stale, so that what it was built on will change.
        var staleAbove: Int?
        /// The stage above it that was left out, so that it is built on what that made before.
        var skippedAbove: Int?
    }

    let definition: PipelineDefinition
    let run: Run?
    let plan: Plan?
    let rows: [Row]
    /// The stage to step next; nil while something is under way or nothing is left.
    let nextStep: Int?
    /// The cells of the longest name.
    let widestName: Int
    let staleCount: Int
    /// Settled, and nothing says that it should run again.
    let doneCount: Int
    /// Stages that failed, in the pipeline's order.
    let troubles: [Int]
    /// What of it waits for a person.
    private(set) var waiting: [WaitingItem] = []
    private let numbers: [StageName: Int]

    /// Of the present, with the newest run; `isPast` tells of a run as it was, without a look.
    init(_ definition: PipelineDefinition, _ run: Run?, _ plan: Plan?, isPast: Bool = false) {
        self.definition = definition
        self.run = run
        self.plan = isPast ? nil : plan
        numbers = Dictionary(
            definition.stages.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var rows = Self.joined(definition, run, isPast ? nil : plan, numbers)
        nextStep = isPast ? nil : Self.markSteps(in: &rows, run)
        Self.markBelow(in: &rows)
        for index in rows.indices {
            rows[index].status = rows[index].standing(isNext: index == nextStep, isPast: isPast)
        }
        self.rows = rows
        widestName = rows.map(\.title.width).max() ?? 0
        staleCount = rows.count(where: \.isStale)
        doneCount = rows.count { $0.run?.isSettled == true && !$0.isStale }
        troubles = rows.indices.filter { rows[$0].run?.isFailed == true }
        if !isPast { waiting = WaitingItem.items(of: self) }
    }

    func index(of stage: StageName) -> Int? { numbers[stage] }

    func row(of stage: StageName) -> Row? { numbers[stage].map { rows[$0] } }

    /// It was made of these very values in memory; what is equal but read anew does not count.
    ///
    /// Comparing the values themselves would cost more than a frame may, at a thousand stages.
    func isMade(of definition: PipelineDefinition, _ run: Run?, _ plan: Plan?) -> Bool {
        isMade(of: definition) && self.run?.end == run?.end
            && Self.isSame(self.run?.stages, run?.stages)
            && Self.isSame(self.plan?.stages, plan?.stages)
    }

    func isMade(of definition: PipelineDefinition) -> Bool {
        Self.isSame(self.definition.stages, definition.stages)
    }

    /// Both are one array.
    ///
    /// As the table keeps its own, another cannot come to lie in its place.
    private static func isSame<Element>(_ left: [Element]?, _ right: [Element]?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        guard left.count == right.count else { return false }
        return left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { left.baseAddress == $0.baseAddress }
        }
    }

    // MARK: - Making

    private static func joined(
        _ definition: PipelineDefinition,
        _ run: Run?,
        _ plan: Plan?,
        _ numbers: [StageName: Int]
    ) -> [Row] {
        var runs = [StageRun?](repeating: nil, count: definition.stages.count)
        for stage in run?.stages ?? [] {
            if let number = numbers[stage.stage] { runs[number] = stage }
        }
        var checks = [StageCheck?](repeating: nil, count: definition.stages.count)
        for check in plan?.stages ?? [] {
            if let number = numbers[check.stage] { checks[number] = check }
        }
        let labels = StageLabels(definition)
        return definition.stages.enumerated().map { index, stage in
            var row = Row(
                name: stage.name,
                title: SafeText(untrusted: labels[stage.name]),
                upstream: stage.upstream.compactMap { numbers[$0] },
                run: runs[index],
                check: checks[index]
            )
            row.isStale = row.isChanged && row.check?.verdict.isHabit != true
            return row
        }
    }

    /// Marks what waits for a step, and gives the first of it.
    private static func markSteps(in rows: inout [Row], _ run: Run?) -> Int? {
        let isOpen = run.map { $0.end == nil } ?? false
        for index in rows.indices {
            rows[index].isStep =
                isOpen
                ? rows[index].isStale || rows[index].isOpen(in: rows)
                : rows[index].check?.verdict.willRun == true
        }
        return run?.isActive == true ? nil : rows.firstIndex(where: \.isStep)
    }

    /// Carries down what is stale and what was left out.
    private static func markBelow(in rows: inout [Row]) {
        for index in rows.indices {
            for above in rows[index].upstream where above < index {
                let upper = rows[above]
                if rows[index].staleAbove == nil {
                    rows[index].staleAbove = upper.isStale ? above : upper.staleAbove
                }
                if rows[index].skippedAbove == nil {
                    rows[index].skippedAbove = upper.isLeftOut ? above : upper.skippedAbove
                }
            }
        }
    }
}

extension StageTable.Row {
    /// Settled in the run, not left out on purpose, and a fresh look says that it would run.
    fileprivate var isChanged: Bool {
        guard let run, run.isSettled, check?.verdict.willRun == true else { return false }
        if case .ended(.skipped) = run.phase { return false }
        return true
    }

    /// Left out by a person, although it would have made something else than what lies there.
    fileprivate var isLeftOut: Bool {
        guard let run, case .ended(.skipped) = run.phase else { return false }
        if case .unchanged = check?.verdict { return false }
        return true
    }

    /// Nothing but a person is waited for.
    fileprivate func isOpen(in rows: [StageTable.Row]) -> Bool {
        guard let run, !run.isActive, !run.isSettled else { return false }
        return upstream.allSatisfy { rows[$0].run?.isSettled == true }
    }

    fileprivate func standing(isNext: Bool, isPast: Bool) -> Status {
        guard let run, !isPast else { return run?.status ?? lookedAt(isNext: isNext) }
        if isStale { return isNext ? .yourStep : .planned }
        guard case .planned = run.phase else { return run.status }
        return lookedAt(isNext: isNext)
    }

    /// Without a run: what the last look at the files says.
    private func lookedAt(isNext: Bool) -> Status {
        if isNext { return .yourStep }
        switch check?.verdict {
        case .unchanged, .restores, .frozen: return run == nil ? .unchanged : .planned
        case .runs, .follows, .blocked, nil: return .planned
        }
    }
}
