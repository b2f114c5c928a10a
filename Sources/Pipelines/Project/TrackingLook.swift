package import Domain
import Foundation

/// What decides where stages log to with MLflow.
///
/// What `pitwall.yaml` says counts. Without it stages keep a server that their environment names,
/// and a store that the project has, unless the project had a server of its own before: MLflow
/// makes a store wherever a script is run by hand. All others log to the project's engine.
package struct TrackingLook: Sendable {
    private static let addressName = "MLFLOW_TRACKING_URI"
    private static let stores = ["mlruns", "mlflow.db"]

    let choice: TrackingChoice?
    let environment: [EnvironmentEntry]
    /// The folders in which a script may have made a store.
    let folders: [String]
    /// Whether the project's engine ever listened.
    let hadServer: Bool

    package init(
        _ choice: TrackingChoice?,
        environment: [EnvironmentEntry],
        folders: [String],
        hadServer: Bool
    ) {
        self.choice = choice
        self.environment = environment
        self.folders = folders
        self.hadServer = hadServer
    }

    package var place: TrackingPlace {
        switch choice {
        case .own: return .own
        case .keep: return found.map { .elsewhere($0) } ?? .unknown
        case nil:
            if address == nil, hadServer { return .own }
            return found.map { .elsewhere($0) } ?? .own
        }
    }

    /// The server or the stores that there are, for people.
    var found: String? {
        if let address { return "\(Self.addressName), \(Self.withoutSecrets(address))" }
        let stores = Self.stores.filter { name in
            folders.contains { FileProbe.kind(ProjectRoot.joined($0, name)) != nil }
        }
        return stores.isEmpty ? nil : "store " + stores.joined(separator: ", ")
    }

    private var address: String? {
        let address = environment.last { $0.name == Self.addressName }?.value ?? ""
        return address.isEmpty ? nil : address
    }

    /// An address without a name, password or query, which may hold a token.
    private static func withoutSecrets(_ address: String) -> String {
        let plain = address.prefix { $0 != "?" && $0 != "#" }
        guard let scheme = plain.range(of: "://") else { return String(plain) }
        let rest = plain[scheme.upperBound...]
        let host = rest.prefix { $0 != "/" }
        guard let mark = host.lastIndex(of: "@") else { return String(plain) }
        return String(plain[..<scheme.upperBound]) + String(rest[rest.index(after: mark)...])
    }
}
