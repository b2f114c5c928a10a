package import Domain

/// What a screen asks of the world around it.
package enum Request: Hashable, Sendable {
    case send(Command)
    case read(Query)
    /// Gives the terminal to the person's editor.
    case edit(PipelineName, ProjectPath, line: Int?)
    /// Gives the terminal to a shell in a stage's folder and environment.
    case shell(PipelineName, StageName)
    /// Gives the terminal to a stage that is leased to this screen.
    case lease(AttemptID)
    case copy(String)
    /// Asks the replay that is shown.
    case play(PlaybackCommand)
    case setMouse(Bool)
    case repaint
    case suspend
    /// Goes on from the first look: makes the project's private folder and starts its engine.
    case openProject
    case quit
    /// Quits, and lets an engine without a screen go on with what is under way.
    case detach
}
