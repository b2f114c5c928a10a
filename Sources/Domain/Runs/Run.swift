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
        stages.first { $0.stage == name }
    }

    package var isActive: Bool { stages.contains(where: \.isActive) }

    package var isComplete: Bool { stages.allSatisfy(\.isSettled) }

    package var settledCount: Int { stages.count(where: \.isSettled) }

    /// Stages that wait only for a person: nothing above them is open or failed.
    package var nextSteps: [StageName] {
        guard end == nil else { return [] }
        return stages.filter { stage in
            guard !stage.isActive, !stage.isSettled else { return false }
            let above = definition.stage(stage.stage)?.upstream ?? []
            return above.allSatisfy { self.stage($0)?.isSettled == true }
        }.map(\.stage)
    }

    /// How the run stands as a whole.
    package var status: Status {
        if let end { return end }
        if stages.contains(where: { $0.phase == .held }) { return .paused }
        if stages.contains(where: { $0.status == .running }) { return .running }
        if isActive { return .queued }
        if stages.contains(where: \.isFailed) { return .failed }
        return isComplete ? .done : .yourStep
    }
}
