/// Where the project's engine is, as a screen sees it.
package enum EnginePlace: Hashable, Sendable {
    /// None was found or started yet, or the next one is looked for.
    case unknown
    /// In this process: what waits goes on as long as this screen, or the engine it leaves behind.
    case here
    /// In the process of another screen or command.
    case otherScreen
    /// In a process without a screen.
    case headless

    /// What the top line says of it; nil where there is nothing to say.
    var words: String? {
        switch self {
        case .unknown, .here: nil
        case .otherScreen: "engine in another terminal"
        case .headless: "engine headless"
        }
    }
}
