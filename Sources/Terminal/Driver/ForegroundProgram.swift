/// A program to run in the foreground of the terminal: an editor, a shell.
package struct ForegroundProgram: Hashable, Sendable {
    /// Its path, or its name to be found along `PATH`.
    package var executable: String
    package var arguments: [String]

    /// Its whole environment, or nil for ours.
    package var environment: [String: String]?

    /// The folder it starts in, or nil for ours.
    package var folder: String?

    package init(
        _ executable: String,
        arguments: [String] = [],
        environment: [String: String]? = nil,
        folder: String? = nil
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.folder = folder
    }
}

/// How a program in the foreground ended.
package enum ProgramEnd: Hashable, Sendable {
    case exited(Int32)
    case signalled(Int32)
    /// It ended, and somebody else took note of how.
    case lost
}
