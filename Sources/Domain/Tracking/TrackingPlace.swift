/// Where the stages of a project log to with MLflow, as far as their scripts do not say otherwise.
package enum TrackingPlace: Hashable, Codable, Sendable {
    /// To the project's engine.
    case own
    /// Where they would without Pitwall: to the server or the stores that are named here.
    case elsewhere(String)
    /// Where they would without Pitwall, though neither a server nor a store is there yet.
    case unknown

    /// Behind "stages log": `to this project's engine`.
    package var words: String {
        switch self {
        case .own: "to this project's engine"
        case .elsewhere(let place): "to \(place)"
        case .unknown: "where they would without Pitwall"
        }
    }
}
