package import Foundation

/// The project as a whole, read at one position of the journal.
package struct ProjectSnapshot: Hashable, Codable, Sendable {
    package let position: Position
    package let name: String
    /// The absolute root folder.
    package let root: String
    package let pipelines: [PipelineSnapshot]
    /// Mistakes in `pitwall.yaml` or in all of a definition, one line each with its place.
    package let mistakes: [String]
    /// Mistakes in locks, one line each with its place; none of its pipelines runs with them.
    package let lockMistakes: [String]
    /// Nothing was written for this project yet: the person has not gone on from the first look.
    package let isUnopened: Bool
    /// The journal was read, or there is none yet; else nobody knows whether there were runs.
    package let knowsRuns: Bool
    /// What keeps the project's engine from writing something down; nil where nothing does.
    package let trouble: WriteTrouble?
    package let found: FoundThings
    /// Where stages log to; nil in the past, of which that is not known.
    package let tracking: TrackingPlace?
    /// The files besides the definitions that stages are made with, as seen from the root.
    package let sources: [ProjectPath]
    /// Requests to move an alias that wait for somebody, or for their grace to be over.
    package let requests: [Promotion]

    package init(
        position: Position,
        name: String,
        root: String,
        pipelines: [PipelineSnapshot],
        mistakes: [String],
        lockMistakes: [String] = [],
        isUnopened: Bool,
        knowsRuns: Bool = true,
        trouble: WriteTrouble? = nil,
        found: FoundThings,
        tracking: TrackingPlace? = nil,
        sources: [ProjectPath] = [],
        requests: [Promotion] = []
    ) {
        self.position = position
        self.name = name
        self.root = root
        self.pipelines = pipelines
        self.mistakes = mistakes
        self.lockMistakes = lockMistakes
        self.isUnopened = isUnopened
        self.knowsRuns = knowsRuns
        self.trouble = trouble
        self.found = found
        self.tracking = tracking
        self.requests = requests
        self.sources = sources
    }
}

/// What a first look at a folder finds, for people: one label and one text a row.
package struct FoundThings: Hashable, Codable, Sendable {
    package struct Row: Hashable, Codable, Sendable {
        package let label: String
        package let text: String

        package init(label: String, text: String) {
            self.label = label
            self.text = text
        }
    }

    package let rows: [Row]
    /// The folder belongs to another user.
    package let isForeign: Bool

    package init(rows: [Row], isForeign: Bool) {
        self.rows = rows
        self.isForeign = isForeign
    }
}

/// A pipeline with its newest run.
package struct PipelineSnapshot: Hashable, Codable, Sendable {
    package let name: PipelineName
    /// The `dvc.yaml` it is defined in.
    package let file: ProjectPath
    /// Nil where the definition cannot be read; `mistakes` then says why.
    package let definition: PipelineDefinition?
    package let mistakes: [String]
    package let newestRun: RunSnapshot?
    package let breakpoints: [StageName]
    /// The newest change of a source dependency.
    package let dataChangedAt: Date?
    /// When the newest model-like output was made by a run, or last written.
    package let modelMadeAt: Date?
    /// Something of this person's can be taken back: what, in words.
    package let undo: String?

    package init(
        name: PipelineName,
        file: ProjectPath,
        definition: PipelineDefinition?,
        mistakes: [String],
        newestRun: RunSnapshot?,
        breakpoints: [StageName],
        dataChangedAt: Date?,
        modelMadeAt: Date?,
        undo: String?
    ) {
        self.name = name
        self.file = file
        self.definition = definition
        self.mistakes = mistakes
        self.newestRun = newestRun
        self.breakpoints = breakpoints
        self.dataChangedAt = dataChangedAt
        self.modelMadeAt = modelMadeAt
        self.undo = undo
    }
}

/// A run and how long its stages usually take.
package struct RunSnapshot: Hashable, Codable, Sendable {
    package let run: Run
    /// The journal's last position that changed it.
    package let position: Position
    /// Medians of the last successful attempts, by stage.
    package let usual: [StageName: Duration]
    /// Durations of the last successful attempts, newest first, at most five, by stage.
    package let recent: [StageName: [Duration]]

    package init(
        run: Run,
        position: Position,
        usual: [StageName: Duration] = [:],
        recent: [StageName: [Duration]] = [:]
    ) {
        self.run = run
        self.position = position
        self.usual = usual
        self.recent = recent
    }
}

/// What the journal's reader asks for.
package struct ActivityQuery: Hashable, Codable, Sendable {
    /// What entries may be about besides pipelines and runs.
    package enum Topic: String, Hashable, Codable, Sendable {
        /// Registered models.
        case models
    }

    /// Only entries about this; nil for all.
    package var topic: Topic?
    package var pipeline: PipelineName?
    package var run: RunID?
    /// Entries before this position only, newest first.
    package var before: Position?
    /// Entries after this position only.
    package var after: Position?
    package var limit: Int

    package init(
        topic: Topic? = nil,
        pipeline: PipelineName? = nil,
        run: RunID? = nil,
        before: Position? = nil,
        after: Position? = nil,
        limit: Int = 200
    ) {
        self.topic = topic
        self.pipeline = pipeline
        self.run = run
        self.before = before
        self.after = after
        self.limit = limit
    }
}

/// The open descriptors of an attempt's log; whoever receives them closes them.
package struct LogDescriptors: Hashable, Sendable {
    /// Read-only, of the masked log; nil before its first byte.
    package let log: Int32?
    /// Read-only, of its index of times.
    package let times: Int32?

    package init(log: Int32?, times: Int32?) {
        self.log = log
        self.times = times
    }
}

extension PipelineSnapshot {
    /// How the pipeline stands: as its newest run does; before the first, planned.
    package var status: Status {
        if definition == nil { return .failed }
        return newestRun?.run.status ?? .planned
    }
}
