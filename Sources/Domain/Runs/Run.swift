package import Foundation

/// One execution of a pipeline, with its stage runs.
///
/// Invariants: `stages` has exactly the stages of `definition`, in its order; `stances` are theirs;
/// an ended run has no active stage.
package struct Run: Hashable, Codable, Sendable {
    package let id: RunID
    package let definition: PipelineDefinition
    package let area: WorkArea
    package let commit: String?
    package let openedBy: Actor
    package let openedAt: Date
    private var rows: [StageRun]
    /// How every stage stands, by its position.
    ///
    /// Kept, since to go through the stages of a large run costs more than all decisions on it.
    package private(set) var stances: [StageStance]
    private var counts: StanceCounts
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
        rows = opened.definition.stages.map { StageRun(stage: $0.name) }
        end = nil
        endedAt = nil
        stances = rows.map(\.stance)
        counts = StanceCounts(stances)
    }

    package var stages: [StageRun] {
        get { rows }
        set {
            rows = newValue
            stances = rows.map(\.stance)
            counts = StanceCounts(stances)
        }
    }

    /// Changes the stage at a position, at no cost for the others.
    package mutating func change(at position: Int, _ body: (inout StageRun) -> Void) {
        body(&rows[position])
        let stance = rows[position].stance
        counts.replace(stances[position], by: stance)
        stances[position] = stance
    }

    /// How many stages stand so.
    package func count(of stance: StageStance) -> Int { counts[stance] }

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

    package var isActive: Bool { count(of: .queued) + count(of: .waiting) + count(of: .busy) > 0 }

    package var isComplete: Bool { settledCount == stages.count }

    package var settledCount: Int { count(of: .settled) }

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
        if count(of: .waiting) > 0, stages.contains(where: { $0.phase == .held }) {
            return .paused
        }
        if count(of: .busy) > 0 { return .running }
        if isActive { return .queued }
        if count(of: .broken) > 0, stages.contains(where: \.isFailed) { return .failed }
        return isComplete ? .done : .yourStep
    }
}

extension Run {
    private enum CodingKeys: String, CodingKey {
        case id, definition, area, commit, openedBy, openedAt, end, endedAt
        case rows = "stages"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(RunID.self, forKey: .id)
        definition = try values.decode(PipelineDefinition.self, forKey: .definition)
        area = try values.decode(WorkArea.self, forKey: .area)
        commit = try values.decodeIfPresent(String.self, forKey: .commit)
        openedBy = try values.decode(Actor.self, forKey: .openedBy)
        openedAt = try values.decode(Date.self, forKey: .openedAt)
        rows = try values.decode([StageRun].self, forKey: .rows)
        end = try values.decodeIfPresent(Status.self, forKey: .end)
        endedAt = try values.decodeIfPresent(Date.self, forKey: .endedAt)
        stances = rows.map(\.stance)
        counts = StanceCounts(stances)
    }
}
