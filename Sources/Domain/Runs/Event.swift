package import Foundation

/// A fact that was decided; what the journal keeps.
///
/// Kinds and the names of their fields are never renamed (``EventKind``).
package enum Event: Hashable, Codable, Sendable {
    case runOpened(RunOpened)
    case runEnded(RunID, Status)
    /// Stages were asked for; the second list goes back to planned because it is below them.
    case stagesRequested(StagesRequested)
    /// Queued stages went back to planned because this one did not end well.
    case stagesBlocked(RunID, [StageName], by: StageName)
    case stageChecking(RunID, StageName)
    case stageHeld(RunID, StageName)
    case stageReleased(RunID, StageName)
    case attemptStarting(AttemptStarting)
    case attemptStarted(AttemptID, ProcessRecord)
    case attemptEnded(AttemptID, ExitReport)
    /// The next attempt comes at this time.
    case retryPlanned(AttemptID, at: Date)
    /// Its outputs are being taken, or brought back; the note is a person's who did the work by
    /// hand.
    case stageSaving(RunID, StageName, StageCheck?, note: String?)
    case cancelRequested(RunID, StageName)
    case stageEnded(StageEnded)
    /// A stage that a person had skipped is planned again.
    case skipUndone(RunID, StageName)
    case breakpointSet(PipelineName, StageName)
    case breakpointCleared(PipelineName, StageName)
    case fileEdited(PipelineName, FileEdit)
    case editUndone(PipelineName, ProjectPath)
    case commented(RunID, StageName?, String)
    /// Of experiments and tracked runs.
    case tracking(TrackingEvent)
    /// Of the model registry.
    case registry(RegistryEvent)
    /// Of requests to move an alias.
    case promotion(PromotionEvent)
    case engineStarted(EngineIdentity)
    case engineStopped(reason: String)
}

/// A run began.
package struct RunOpened: Hashable, Codable, Sendable {
    package let run: RunID
    package let definition: PipelineDefinition
    package let area: WorkArea
    package let commit: String?

    package init(run: RunID, definition: PipelineDefinition, area: WorkArea, commit: String?) {
        self.run = run
        self.definition = definition
        self.area = area
        self.commit = commit
    }
}

/// Where a run works.
package enum WorkArea: Hashable, Codable, Sendable {
    /// The project's own folder.
    case project
}

/// A person asked for stages.
package struct StagesRequested: Hashable, Codable, Sendable {
    package let run: RunID
    package let stages: [StageName]
    package let reset: [StageName]
    package let options: StartOptions

    package init(run: RunID, stages: [StageName], reset: [StageName], options: StartOptions) {
        self.run = run
        self.stages = stages
        self.reset = reset
        self.options = options
    }
}

/// An attempt is about to start; written before its process exists.
package struct AttemptStarting: Hashable, Codable, Sendable {
    package let attempt: AttemptID
    package let check: StageCheck
    /// The person in whose terminal's foreground it runs, or nil.
    package let leasedTo: String?

    package init(attempt: AttemptID, check: StageCheck, leasedTo: String?) {
        self.attempt = attempt
        self.check = check
        self.leasedTo = leasedTo
    }
}

/// A stage run is over.
package struct StageEnded: Hashable, Codable, Sendable {
    package let run: RunID
    package let stage: StageName
    package let outcome: StageOutcome
    /// The last look at its inputs, where it was looked at and not started.
    package let check: StageCheck?
    package let outputs: [FileFact]

    package init(
        run: RunID,
        stage: StageName,
        outcome: StageOutcome,
        check: StageCheck? = nil,
        outputs: [FileFact] = []
    ) {
        self.run = run
        self.stage = stage
        self.outcome = outcome
        self.check = check
        self.outputs = outputs
    }
}

/// Which process is the engine.
package struct EngineIdentity: Hashable, Codable, Sendable {
    package let pid: Int32
    package let host: String
    package let version: String

    package init(pid: Int32, host: String, version: String) {
        self.pid = pid
        self.host = host
        self.version = version
    }
}

/// An event as it stands in the journal.
package struct JournalEntry: Hashable, Codable, Sendable {
    package let position: Position
    package let at: Date
    package let actor: Actor
    package let event: Event

    package init(position: Position, at: Date, actor: Actor, event: Event) {
        self.position = position
        self.at = at
        self.actor = actor
        self.event = event
    }
}
