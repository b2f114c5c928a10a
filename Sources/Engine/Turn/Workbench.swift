package import Domain
package import Foundation

/// What the engine asks of the project's files; called on worker threads.
package protocol Workbench: Sendable {
    /// What a start is decided on: the definition as it stands, and what would run.
    func preparation(
        for pipeline: PipelineName,
        options: StartOptions
    ) throws -> StartPreparation

    /// Refuses a stage that no pipeline of that name has, or a pipeline that is not there.
    func refuseUnknown(_ stage: StageName, of pipeline: PipelineName) throws

    /// Who is who, and which aliases are protected.
    func promotionRules() throws -> PromotionRules

    /// What a command on promotions is decided on.
    func basis(of command: PromotionCommand) throws -> PromotionState.Basis

    /// Looks at a stage by content.
    func check(
        _ stage: StageDefinition,
        of pipeline: PipelineDefinition,
        options: StartOptions
    ) throws -> StageCheck

    /// Removes the outputs that the stage will make anew, and gives what its watcher needs.
    func makeReady(_ attempt: AttemptStarting, stage: StageDefinition) throws -> StageLaunch

    /// The command of a stage runs now, under this watcher.
    func didStart(_ stage: StageDefinition, under watcher: ProcessRecord)

    /// Brings outputs back from the cache, over work that would be lost only with `mayLose`.
    func restore(
        _ stage: StageDefinition,
        of pipeline: PipelineName,
        mayLose: Bool
    ) throws -> [FileFact]

    /// Takes the outputs: hashes, cache, lock entry.
    ///
    /// The entry counts at once; it may be written only by the next ``settle()``.
    func save(_ taking: StageTaking) throws -> [FileFact]

    /// Writes the lock entries that are not written yet.
    func settle() throws

    /// Writes all that would have to be found out again by the next engine.
    func end() throws

    /// Takes up the lock entries that an earlier engine saved and did not come to write.
    ///
    /// `stages` is called only where there may be such. What fails here is done before anything
    /// else is written.
    func recall(_ stages: () throws -> [StageRecall]) throws

    /// Returns once everything saved so far survives a power cut.
    func flush() throws

    /// The project is not where it was when the engine began, so that what is not found there says
    /// nothing.
    var isAway: Bool { get }

    /// The attempt's folder is there already, though nobody here has made it ready.
    func knows(_ attempt: AttemptID) -> Bool

    /// Whether the files a stage reads are as a look at it found them.
    func isCurrent(_ check: StageCheck, of stage: StageDefinition) -> Bool

    /// Removes what was made ready for an attempt of which nothing ran; false where it may have.
    func discard(_ attempt: AttemptID) -> Bool

    /// The folder of an attempt's files.
    func folder(of attempt: AttemptID) -> String

    /// Takes an edit back.
    ///
    /// Fails with a ``Refusal`` of `changedSince` where the file has another content by now, or
    /// something was made of it.
    func takeBack(_ edit: FileEdit) throws

    /// Makes an edit anew that was taken back, since that could not be written down.
    func putBack(_ edit: FileEdit) throws
}

/// A stage whose outputs are to be taken, with what its run knows about it.
package struct StageTaking: Hashable, Sendable {
    package let stage: StageDefinition
    /// The pipeline as the run goes by it.
    package let pipeline: PipelineDefinition
    /// The look before the stage ran; nil for work done by hand.
    package let check: StageCheck?
    /// When its command ended; nil where none ran.
    package let endedAt: Date?
    /// Nothing of the run is under way but the taking of outputs.
    package let isLast: Bool
}

/// A stage that was saved, as the journal has it.
package struct StageRecall: Hashable, Sendable {
    package let stage: StageDefinition
    package let pipeline: PipelineDefinition
    /// The look before the stage ran.
    package let check: StageCheck
    package let outputs: [FileFact]
    package let endedAt: Date
}

/// The facts a start is decided on.
package struct StartPreparation: Hashable, Sendable {
    package let definition: PipelineDefinition
    package let plan: Plan
    package let commit: String?

    package init(definition: PipelineDefinition, plan: Plan, commit: String?) {
        self.definition = definition
        self.plan = plan
        self.commit = commit
    }
    /// The same, where the plan says nothing of some stages.
    func without(checksOf names: Set<StageName>) -> StartPreparation {
        StartPreparation(
            definition: definition,
            plan: Plan(
                pipeline: plan.pipeline,
                stages: plan.stages.filter { !names.contains($0.stage) },
                sources: plan.sources,
                renewals: plan.renewals
            ),
            commit: commit
        )
    }
}
