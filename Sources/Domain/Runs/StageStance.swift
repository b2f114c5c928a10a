/// How a stage of a run stands, as far as others depend on it.
package enum StageStance: UInt8, Hashable, Sendable {
    case planned
    case queued
    /// At a breakpoint, or before its next attempt.
    case waiting
    /// It is looked at, runs, or its outputs are taken.
    case busy
    /// What is below it may run.
    case settled
    /// It failed or was cancelled.
    case broken

    /// It is queued, or something of it is under way.
    package var isActive: Bool {
        switch self {
        case .queued, .waiting, .busy: true
        case .planned, .settled, .broken: false
        }
    }
}

extension StageRun {
    /// How the stage stands.
    package var stance: StageStance { wait == nil ? phase.stance : .queued }
}

extension StageRun.Phase {
    fileprivate var stance: StageStance {
        switch self {
        case .planned: .planned
        case .queued: .queued
        case .held, .backingOff: .waiting
        case .checking, .starting, .running, .saving: .busy
        case .ended(.done), .ended(.doneByHand), .ended(.unchanged), .ended(.restored),
            .ended(.skipped):
            .settled
        case .ended(.failed), .ended(.cancelled): .broken
        }
    }
}

/// How many stages stand in each way.
struct StanceCounts: Hashable, Sendable {
    private var counts = SIMD8<Int32>.zero

    init(_ stances: [StageStance]) {
        for stance in stances { counts[Int(stance.rawValue)] += 1 }
    }

    subscript(stance: StageStance) -> Int { Int(counts[Int(stance.rawValue)]) }

    mutating func replace(_ old: StageStance, by new: StageStance) {
        counts[Int(old.rawValue)] -= 1
        counts[Int(new.rawValue)] += 1
    }
}
