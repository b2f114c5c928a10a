/// Why a command was not carried out; nothing was changed.
package struct Refusal: Error, Hashable, Codable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Codable, Sendable, CaseIterable {
        /// The input is wrong: a file, a name, a value.
        case badInput
        case unknownPipeline
        case unknownStage
        case unknownRun
        case unknownExperiment
        /// There is no registered model, or version of one, of this name.
        case unknownModel
        /// A policy of the project leaves it to others, or to other ways.
        case policy
        /// There is no tag, parameter or metric of this name.
        case unknownKey
        /// Something else has the name or id.
        case alreadyExists
        /// The stage is queued or running already.
        case alreadyActive
        /// Nothing of it is queued or running.
        case notActive
        /// The run or stage is over.
        case alreadyOver
        /// Something that it needs is not there.
        case notReady
        /// There is nothing to run; that is no failure.
        case upToDate
        /// An output that a person changed would be lost; ask again with leave to replace it.
        case wouldLose
        /// There is nothing of this person's that can be undone.
        case nothingToUndo
        /// The file was changed since; undoing would lose that.
        case changedSince
        /// The screen or command is read-only.
        case readOnly
        /// Another process has the project's engine.
        case engineElsewhere
        /// The engine ends and decided nothing; the next one can be asked.
        case engineEnding
        /// The journal, a disk or a process failed.
        case worldFailed
        /// There is no room on a disk; the same can be asked again once there is.
        case noRoom
    }

    package let code: Code
    /// One or two plain sentences: what, where, what to do.
    package let text: String

    package init(_ code: Code, _ text: String) {
        self.code = code
        self.text = text
    }

    package var description: String { text }
}

extension Refusal {
    /// A command that reached an engine at its end.
    package static let engineEnded = Refusal(
        .engineEnding,
        "The engine ended before it took this up; nothing was changed. Try again."
    )

    /// All that was asked for stands already.
    package static let nothingToRun = Refusal(
        .upToDate,
        "Everything asked for is up to date; nothing to run."
    )
}
