import ArgumentParser
import Domain
import Foundation

/// The program's exit codes and how errors become them.
enum ExitCodes {
    static let done: Int32 = 0
    static let failed: Int32 = 1
    static let wrongInput: Int32 = 2
    static let refusedByPolicy: Int32 = 3

    /// The code for an error that a command threw.
    static func code(for error: any Error) -> Int32 {
        if let exit = error as? ExitCode { return exit.rawValue }
        guard let refusal = error as? Refusal else {
            let isUsage = PitwallCommand.exitCode(for: error) == .validationFailure
            return isUsage || !(error is CommandFailure) ? wrongInput : failed
        }
        switch refusal.code {
        case .worldFailed, .noRoom, .engineEnding: return failed
        case .upToDate: return done
        case .policy: return refusedByPolicy
        case .badInput, .unknownPipeline, .unknownStage, .unknownRun, .unknownExperiment,
            .unknownModel, .unknownKey, .alreadyExists, .alreadyActive, .notActive, .alreadyOver,
            .notReady,
            .wouldLose, .nothingToUndo, .changedSince, .readOnly,
            .engineElsewhere:
            return wrongInput
        }
    }
}

/// A command did what it was asked, and what it ran failed.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String
}
