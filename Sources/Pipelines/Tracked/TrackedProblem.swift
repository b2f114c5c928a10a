package import Domain

/// Why tracked data cannot be taken as it is.
package enum TrackedProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing is there; with what would bring it back.
    case missing(ProjectPath, file: ProjectPath, isInCache: Bool)
    /// Git keeps it, too.
    case trackedByGit(ProjectPath, file: ProjectPath)

    /// It is where the cache keeps nothing.
    case outside(ProjectPath, file: ProjectPath)

    package var description: String {
        switch self {
        case .missing(let path, let file, let isInCache):
            let command = isInCache ? "dvc checkout" : "dvc pull"
            return "'\(path)', which '\(file)' tracks, is missing. '\(command) \(file)' brings it"
                + " back."
        case .trackedByGit(let path, let file):
            return "'\(path)', which '\(file)' tracks, is tracked by git as well. Run"
                + " 'git rm -r --cached \(path)'."
        case .outside(let path, let file):
            return
                "'\(path)', which '\(file)' tracks, is outside the project, where the cache keeps"
                + " nothing. Set 'cache: false' in that file, or move the data inside."
        }
    }
}
