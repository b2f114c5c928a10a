/// Why something cannot be done now: a process of DVC works on the same.
package enum DVCBusy: Error, Hashable, Sendable, CustomStringConvertible {
    /// It holds the lock of the project, after so long still; its number where the lock tells.
    case project(process: Int32?, waited: Duration)
    /// It reads or writes a path, by the command it said.
    case path(RawPath, command: String, process: Int32)

    package var description: String {
        switch self {
        case .project(let process, let waited):
            "DVC works in this project\(process.map { " (process \($0))" } ?? "") and did not let"
                + " go of '.dvc/tmp/lock' within \(waited.components.seconds) seconds."
                + " Run again when it has ended."
        case .path(let path, let command, let process):
            "'\(path)' is in use by '\(command)' (process \(process)). Run again when that has"
                + " ended."
        }
    }
}
