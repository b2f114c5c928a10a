package import Domain

/// What the dashboard is connected to.
package struct Doors: Sendable {
    package let reading: any Reading
    /// Starts the project's engine, or gives the one that runs in this process.
    ///
    /// Fails with a refusal whose text says why commands cannot be carried out from here.
    package let engine: @Sendable () throws -> any EngineDoor
    /// What changed in a parameter file, for people.
    package let describeEdit: @Sendable (ProjectPath, _ before: String, _ after: String) -> [String]
    /// A shell in a stage's folder and environment.
    package let shell: @Sendable (PipelineName, StageName) throws -> ForegroundLaunch
    /// The person's editor on a file.
    package let editor: @Sendable (_ path: String, _ line: Int?) throws -> ForegroundLaunch
    /// The absolute path of an attempt's log.
    package let logPath: @Sendable (AttemptID) -> String

    package init(
        reading: any Reading,
        engine: @escaping @Sendable () throws -> any EngineDoor,
        describeEdit: @escaping @Sendable (ProjectPath, String, String) -> [String],
        shell: @escaping @Sendable (PipelineName, StageName) throws -> ForegroundLaunch,
        editor: @escaping @Sendable (String, Int?) throws -> ForegroundLaunch,
        logPath: @escaping @Sendable (AttemptID) -> String
    ) {
        self.reading = reading
        self.engine = engine
        self.describeEdit = describeEdit
        self.shell = shell
        self.editor = editor
        self.logPath = logPath
    }
}
