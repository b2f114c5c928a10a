package import Domain
package import Foundation

/// What the dashboard is connected to.
package struct Doors: Sendable {
    /// Gives a file to the person's editor through the launch it is handed, and says what changed.
    package typealias Editing =
        @Sendable (
            _ path: ProjectPath,
            _ line: Int?,
            _ run: (ForegroundLaunch) throws -> Void
        ) throws -> FileEdit?

    package let reading: any Reading
    /// Makes the project's private folder, when the person goes on from the first look.
    package let open: @Sendable () throws -> Void
    /// The project's engine: that of another process, or else one started in this one.
    ///
    /// Fails with a refusal whose text says why commands cannot be carried out from here.
    package let engine: @Sendable () throws -> any EngineDoor
    /// Where that engine is at the moment; never waits.
    package let enginePlace: @Sendable () -> EnginePlace
    /// Called before this process is suspended: where the engine is here and busy, or used by
    /// others, lets one of another process go on.
    package let standIn: @Sendable (_ isBusy: Bool) -> Void
    package let edit: Editing
    /// A shell in a stage's folder and environment.
    package let shell: @Sendable (PipelineName, StageName) throws -> ForegroundLaunch
    /// The absolute path of an attempt's log.
    package let logPath: @Sendable (AttemptID) -> String
    /// The file that every commit to the journal touches.
    package let journalPath: String
    /// The file in which the engine says what it cannot write.
    package let enginePath: String
    /// The clock that people see.
    package let now: @Sendable () -> Date
    /// What plays the past, where that is shown; it is the engine, too.
    package let player: (any Player)?

    package init(
        reading: any Reading,
        open: @escaping @Sendable () throws -> Void,
        engine: @escaping @Sendable () throws -> any EngineDoor,
        enginePlace: @escaping @Sendable () -> EnginePlace,
        standIn: @escaping @Sendable (_ isBusy: Bool) -> Void,
        edit: @escaping Editing,
        shell: @escaping @Sendable (PipelineName, StageName) throws -> ForegroundLaunch,
        logPath: @escaping @Sendable (AttemptID) -> String,
        journalPath: String,
        enginePath: String,
        now: @escaping @Sendable () -> Date,
        player: (any Player)? = nil
    ) {
        self.reading = reading
        self.open = open
        self.engine = engine
        self.enginePlace = enginePlace
        self.standIn = standIn
        self.edit = edit
        self.shell = shell
        self.logPath = logPath
        self.journalPath = journalPath
        self.enginePath = enginePath
        self.now = now
        self.player = player
    }
}
