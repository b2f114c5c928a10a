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
    /// Another user's, who shares it.
    case foreign(of: String)
    /// It would be another user's, and is not there.
    case absent(of: String)

    /// What the top line says of it; nil where there is nothing to say.
    var words: String? {
        switch self {
        case .unknown, .here: nil
        case .otherScreen: "engine in another terminal"
        case .headless: "engine headless"
        case .foreign(let owner): "engine of \(owner)"
        case .absent(let owner): "no engine of \(owner)"
        }
    }

    /// It has to be seen on screens of any size.
    var isTrouble: Bool {
        if case .absent = self { return true }
        return false
    }
}
