import Domain
import Engine

/// Runs what a command asks of one pipeline, or of several one after the other.
struct PartRunner {
    let session: ProjectSession
    let follower: RunFollower
    let options: StartOptions

    func run(_ parts: [PipelinePart]) throws {
        if parts.count > 1, !options.keepGoing { try refuseBlocked(parts) }
        var progress = PartProgress()
        var outcomes: [RunFollower.Outcome] = []
        for (index, part) in parts.enumerated() {
            guard let selection = progress.rest(of: part) else { continue }
            guard let outcome = try outcome(of: part, selection) else {
                progress.takeWhole(part)
                if parts.count > 1 { say(.unchanged, part, "everything asked for is up to date") }
                continue
            }
            outcomes.append(outcome)
            progress.take(part, from: outcome.run)
            let stops = outcome.failure != nil && !options.keepGoing
            guard stops || outcome.run.isActive else { continue }
            let name = part.pipeline.name
            for later in parts[(index + 1)...] where progress.rest(of: later) != nil {
                say(.planned, later, stops ? "'\(name)' did not end well" : "'\(name)' is paused")
            }
            break
        }
        try follower.conclude(outcomes)
        if outcomes.isEmpty { throw Refusal.nothingToRun }
    }

    /// How a part ended; nil where there was nothing to do.
    private func outcome(
        of part: PipelinePart,
        _ selection: Selection
    ) throws -> RunFollower.Outcome? {
        let name = part.pipeline.name
        // Of another user's project only its engine knows that.
        let isOwn = session.owner == nil
        if isOwn, !options.force, session.local.hasNothingToRun(name, selection) { return nil }
        do {
            return try follower.outcome(of: .start(name, selection, options), in: name)
        } catch let refusal as Refusal where refusal.code == .upToDate {
            return nil
        }
    }

    /// Nothing starts in any pipeline while something that was asked for cannot run.
    ///
    /// What single stages need may be made by others of them, which a plan does not see.
    private func refuseBlocked(_ parts: [PipelinePart]) throws {
        for part in parts { if case .only = part.selection { return } }
        var problems: [String] = []
        for plan in try session.plans(of: parts, options) {
            for check in plan.stages {
                guard case .blocked(let texts) = check.verdict else { continue }
                problems += texts.filter { !problems.contains($0) }
            }
        }
        guard problems.isEmpty else {
            throw Refusal(.badInput, problems.joined(separator: "\n"))
        }
    }

    private func say(_ status: Status, _ part: PipelinePart, _ text: String) {
        let words = status == .planned ? "not started: \(text)" : text
        if !follower.json { Output.line("\(status.glyph) \(part.pipeline.name)  \(words)") }
    }
}
