package import Domain

/// Why a stage cannot be started, or its outputs not be taken.
package enum StageProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// It cannot run; each text says what is missing and what to do.
    case blocked(StageName, [String])
    /// A run would replace contents that are nowhere else.
    case wouldLose(StageName, [String])
    /// It ended well but did not make these outputs.
    case missingOutputs(StageName, [String])
    /// These outputs were changed after its command ended, and are not what it made.
    case changedAfterEnd(StageName, [String])
    /// It does not run because it is frozen, and these outputs are not there.
    case frozenWithout(StageName, [String])
    /// Git keeps this output, which the cache would keep as well.
    case trackedByGit(StageName, String)
    /// An output cannot come back, because the lock does not know it.
    case notLocked(StageName, String)

    package var description: String {
        switch self {
        case .blocked(_, let texts):
            texts.joined(separator: " ")
        case .wouldLose(let stage, let paths):
            "Running '\(stage)' would replace \(Self.names(paths)), which was changed by hand and"
                + " is nowhere else. Copy it away, or allow the loss."
        case .missingOutputs(let stage, let paths):
            "'\(stage)' ended well but did not write \(Self.names(paths)). Correct its command, or"
                + " its 'outs'."
        case .changedAfterEnd(let stage, let paths):
            "\(Self.names(paths)) changed after '\(stage)' had ended, so that is not recorded as"
                + " what it made. Run the stage again."
        case .frozenWithout(let stage, let paths):
            "'\(stage)' is frozen, so it does not run, and \(Self.names(paths))"
                + (paths.count == 1 ? " is missing. Bring it" : " are missing. Bring them")
                + " back, or take 'frozen' away."
        case .trackedByGit(let stage, let path):
            "Output '\(path)' of '\(stage)' is tracked by git, so it cannot be in the cache too."
                + " Run 'git rm --cached \(path)', or set 'cache: false'."
        case .notLocked(let stage, let path):
            "Output '\(path)' of '\(stage)' cannot come back from the cache, because the lock does"
                + " not know it. Run the stage."
        }
    }

    private static func names(_ paths: [String]) -> String {
        let quoted = paths.map { "'\($0)'" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " and " + last
    }
}
