package import Domain
package import Foundation
package import Logs
package import Terminal

/// What a screen hears.
package enum Message: Sendable {
    case key(Key)
    case mouse(MouseEvent)
    case paste(Paste)
    case focus(Bool)
    case resized(Size, GlyphSet)
    /// The minute on the clock changed, or it did so while nobody looked.
    case minute(Date)
    /// The journal grew.
    case grew(Growth)
    /// A log that the screen shows grew.
    case logGrew(AttemptID)
    case answered(Answer)
    /// A reading failed; the text says what and why.
    case readFailed(Query, String)
    case replied(Command, Result<Reply, Refusal>)
    case edited(EditOutcome)
    /// A program in the foreground came back; the text is for the notice line.
    case returned(String)
    case notice(Notice)
    /// A notice was shown long enough.
    case noticeOver
    /// The start of the engine came to its end.
    case engine(Result<any EngineDoor, Refusal>)
}

/// What a screen asks to be read for it.
package enum Query: Hashable, Sendable {
    /// Why a plan is read; the answer carries it back.
    package enum PlanUse: Hashable, Sendable {
        /// To show what is stale.
        case show
        /// To show the plan sheet.
        case sheet
        /// To start right away unless something would be lost.
        case start
    }

    case project
    case plan(PipelineName, Selection, StartOptions, PlanUse)
    case activity(ActivityQuery)
    case runs(PipelineName)
    case history(RunID)
    case plots(PipelineName)
    case tracking(TrackingQuery)
    /// The registered models, and what happened to them after a position.
    case registry(after: Position)
    case trackedRuns([TrackedRunID])
    /// Where a version of a model came from.
    case lineage(ModelVersion, RegisteredModel)
    case tail(AttemptID)
    case log(LogQuery)

    /// The screen of models asked for it.
    var isOfModels: Bool {
        switch self {
        case .registry, .trackedRuns, .lineage: true
        default: false
        }
    }
}

/// A reading that came back.
package enum Answer: Sendable {
    case project(ProjectSnapshot)
    case plan(Plan, Selection, StartOptions, Query.PlanUse)
    case activity(ActivityQuery, [JournalEntry])
    case runs(PipelineName, [RunSnapshot])
    case history(RunID, RunHistory?)
    case plots(PipelineName, PlotsReading)
    case tracking(TrackingQuery, TrackingAnswer)
    case registry(Position, [RegisteredModel], [JournalEntry])
    /// Nil for those that are not there.
    case trackedRuns([TrackedRunID: TrackedRunSnapshot?])
    case lineage(VersionLineage)
    case tail(AttemptID, LogTailReading)
    case log(LogQuery, LogAnswer)
}

/// The end of a log, and the progress that it tells.
package struct LogTailReading: Hashable, Sendable {
    package let lines: [StyledText]
    package let progress: LogProgress?
    package let size: Int

    package init(lines: [StyledText], progress: LogProgress?, size: Int) {
        self.lines = lines
        self.progress = progress
        self.size = size
    }
}

/// A file before and after its person's editor had it.
package struct EditOutcome: Hashable, Sendable {
    package let pipeline: PipelineName
    /// Nil where the file could not be edited or is too large to be kept; `text` says why.
    package let edit: FileEdit?
    package let text: String

    package init(pipeline: PipelineName, edit: FileEdit?, text: String) {
        self.pipeline = pipeline
        self.edit = edit
        self.text = text
    }
}

/// A line that tells what just happened.
package struct Notice: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case information
        case success
        case mistake
    }

    package let kind: Kind
    package let text: SafeText

    package init(_ kind: Kind, _ text: SafeText) {
        self.kind = kind
        self.text = text
    }
}
