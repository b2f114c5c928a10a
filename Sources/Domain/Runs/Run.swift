package import Foundation

/// One execution of a pipeline, with its stage runs.
///
/// Invariants: `stages` has exactly the stages of `definition`, in its order; an ended run has no
/// active stage.
package struct Run: Hashable, Codable, Sendable {
    package let id: RunID
    package let definition: PipelineDefinition
    package let area: WorkArea
    package let commit: String?
    package let openedBy: Actor
    package let openedAt: Date
    package var stages: [StageRun]
    /// How it ended; nil while it is open.
    package var end: Status?
    package var endedAt: Date?

    package init(opened: RunOpened, by actor: Actor, at now: Date) {
        id = opened.run
        definition = opened.definition
        area = opened.area
        commit = opened.commit
        openedBy = actor
        openedAt = now
        stages = opened.definition.stages.map { StageRun(stage: $0.name) }
        end = nil
        endedAt = nil
    }

    package func stage(_ name: StageName) -> StageRun? {
        position(of: name).map { stages[$0] }
    }

    /// Where a stage stands in `stages`; nil where the run has no such stage.
    package func position(of name: StageName) -> Int? {
        guard let position = definition.index.position(of: name), position < stages.count,
            stages[position].stage == name
        else { return nil }
        return position
    }

    package var isActive: Bool { stances.contains(where: \.isActive) }

    package var isComplete: Bool { stances.allSatisfy { $0 == .settled } }

    package var settledCount: Int { stages.count(where: \.isSettled) }

    /// Stages that wait only for a person: nothing above them is open or failed.
    package var nextSteps: [StageName] {
        guard end == nil else { return [] }
        return stages.indices.filter { position in
            guard !stages[position].isActive, !stages[position].isSettled else { return false }
            return definition.index.predecessors[position].allSatisfy { stages[$0].isSettled }
        }.map { stages[$0].stage }
    }

    /// How the run stands as a whole.
    package var status: Status {
        if let end { return end }
        let stances = stances
        if stances.contains(.waiting), stages.contains(where: { $0.phase == .held }) {
            return .paused
        }
        if stances.contains(.busy) { return .running }
        if stances.contains(where: \.isActive) { return .queued }
        if stances.contains(.broken), stages.contains(where: \.isFailed) { return .failed }
        return stances.allSatisfy { $0 == .settled } ? .done : .yourStep
    }
}
