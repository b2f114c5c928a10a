/// Which stages a person asks to run.
package enum Selection: Hashable, Codable, Sendable {
    /// The next stage that can run.
    case next
    case only([StageName])
    /// These and everything before them.
    case upTo([StageName])
    /// These and everything after them.
    case from([StageName])
    case all
    /// What it means, but for these stages, of which another run takes care.
    indirect case rest(of: Selection, without: [StageName])
}

extension Selection {
    /// The stages it is about, also those that need not run; nil for the next one.
    package func scope(in definition: PipelineDefinition) -> [StageName]? {
        switch self {
        case .next: return nil
        case .only(let names): return names
        case .upTo(let names): return definition.upstream(of: Set(names)) + names
        case .from(let names): return names + definition.downstream(of: Set(names))
        case .all: return definition.stages.map(\.name)
        case .rest(let selection, let names):
            let without = Set(names)
            return selection.scope(in: definition)?.filter { !without.contains($0) }
        }
    }

    /// The selection with what was left out of it, and that.
    package var parts: (whole: Selection, without: Set<StageName>) {
        guard case .rest(let selection, let names) = self else { return (self, []) }
        let (whole, without) = selection.parts
        return (whole, without.union(names))
    }
}

/// How a request to run is meant.
package struct StartOptions: Hashable, Codable, Sendable {
    /// Run also what is unchanged.
    package var force: Bool
    /// Outputs changed by hand that are nowhere else may be replaced.
    package var mayLose: Bool
    /// Branches that do not depend on a failed stage go on.
    package var keepGoing: Bool
    /// Goes on to the next stage when this one turns out to be unchanged.
    package var isStep: Bool
    /// Data that `.dvc` files track is read as it lies there, and not taken.
    package var leavesSources: Bool

    private enum CodingKeys: String, CodingKey {
        case force, mayLose, keepGoing, isStep, leavesSources
    }

    package init(
        force: Bool = false,
        mayLose: Bool = false,
        keepGoing: Bool = false,
        isStep: Bool = false,
        leavesSources: Bool = false
    ) {
        self.force = force
        self.mayLose = mayLose
        self.keepGoing = keepGoing
        self.isStep = isStep
        self.leavesSources = leavesSources
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        force = try container.decode(Bool.self, forKey: .force)
        mayLose = try container.decode(Bool.self, forKey: .mayLose)
        keepGoing = try container.decode(Bool.self, forKey: .keepGoing)
        isStep = try container.decode(Bool.self, forKey: .isStep)
        // It came later than the others.
        leavesSources = try container.decodeIfPresent(Bool.self, forKey: .leavesSources) ?? false
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(force, forKey: .force)
        try container.encode(mayLose, forKey: .mayLose)
        try container.encode(keepGoing, forKey: .keepGoing)
        try container.encode(isStep, forKey: .isStep)
        if leavesSources { try container.encode(leavesSources, forKey: .leavesSources) }
    }
}

/// What a person can ask of the engine.
package enum Command: Hashable, Codable, Sendable {
    /// Runs stages in the pipeline's open run, or in a new one.
    case start(PipelineName, Selection, StartOptions)
    /// Leaves a stage out; what is below it is built on what is there.
    case skip(RunTarget, reason: String)
    /// Takes a stage as done by hand, with what lies in its outputs now.
    case markDone(RunTarget, note: String)
    /// Ends what is queued or running: of one stage, or of the run.
    case cancel(RunID, StageName?)
    /// Ends a run that waits for its person.
    case close(RunID)
    case setBreakpoint(PipelineName, StageName)
    case clearBreakpoint(PipelineName, StageName)
    /// Lets a stage go on that stands at a breakpoint.
    case release(RunID, StageName)
    /// Writes down that a file was edited by hand through Pitwall.
    case recordEdit(PipelineName, FileEdit)
    /// Takes back the last act of this person that can be taken back.
    case undo(PipelineName)
    /// Reports that a stage run in the foreground of a screen has ended.
    case leaseEnded(AttemptID)
    /// Adds words to the journal.
    case comment(RunID, StageName?, String)
    /// Something of experiments and tracked runs.
    case track(TrackingCommand)
    /// Something of the model registry.
    case register(RegistryCommand)
    /// A request to move an alias, or a decision on one.
    case promote(PromotionCommand)
}

/// A stage of a pipeline, meant in its open run or in a new one.
package struct RunTarget: Hashable, Codable, Sendable {
    package let pipeline: PipelineName
    package let stage: StageName

    package init(_ pipeline: PipelineName, _ stage: StageName) {
        self.pipeline = pipeline
        self.stage = stage
    }
}

/// A file before and after a person edited it.
package struct FileEdit: Hashable, Codable, Sendable {
    /// The longest text, in bytes, that is kept whole and can be undone.
    package static let longestText = 256 * 1024

    package let path: ProjectPath
    package let before: String
    package let after: String
    /// What changed, for people: `train.rate 0.1 → 0.05`.
    package let changes: [String]

    package init(path: ProjectPath, before: String, after: String, changes: [String]) {
        self.path = path
        self.before = before
        self.after = after
        self.changes = changes
    }
}

/// The answer to a command that was carried out; it is durable when the answer arrives.
package struct Reply: Hashable, Codable, Sendable {
    package let position: Position
    /// The run that the command was about or opened.
    package let run: RunID?
    /// The number of the model version that the command made.
    package let version: Int?
    /// The request to move an alias that the command made, or was about.
    package let promotion: PromotionID?
    /// What came of it, in words a screen can show.
    package let text: String

    package init(
        position: Position,
        run: RunID? = nil,
        version: Int? = nil,
        promotion: PromotionID? = nil,
        text: String = ""
    ) {
        self.position = position
        self.run = run
        self.version = version
        self.promotion = promotion
        self.text = text
    }
}
