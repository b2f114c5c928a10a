import Domain
import HTTPTypes

/// A refusal in the form that MLflow's clients know.
package struct TrackingError: Error, Hashable {
    package enum Code: String, Hashable {
        case badRequest = "BAD_REQUEST"
        case invalidParameterValue = "INVALID_PARAMETER_VALUE"
        case invalidState = "INVALID_STATE"
        case resourceAlreadyExists = "RESOURCE_ALREADY_EXISTS"
        case resourceDoesNotExist = "RESOURCE_DOES_NOT_EXIST"
        case endpointNotFound = "ENDPOINT_NOT_FOUND"
        case permissionDenied = "PERMISSION_DENIED"
        case unauthenticated = "UNAUTHENTICATED"
        case temporarilyUnavailable = "TEMPORARILY_UNAVAILABLE"
        case notImplemented = "NOT_IMPLEMENTED"
        case resourceExhausted = "RESOURCE_EXHAUSTED"

        var status: HTTPResponse.Status {
            switch self {
            case .badRequest, .invalidParameterValue, .invalidState, .resourceAlreadyExists:
                .badRequest
            case .resourceDoesNotExist, .endpointNotFound: .notFound
            case .permissionDenied: .forbidden
            case .unauthenticated: .unauthorized
            // The client asks again for minutes: only what mends itself may be answered so.
            case .temporarilyUnavailable: .serviceUnavailable
            case .notImplemented: .notImplemented
            // No room, which MLflow would answer with 429: but that is asked again for minutes.
            case .resourceExhausted: .init(code: 507, reasonPhrase: "Insufficient Storage")
            }
        }
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ refusal: Refusal) {
        switch refusal.code {
        case .unknownRun, .unknownExperiment, .unknownModel, .unknownKey:
            self.init(.resourceDoesNotExist, refusal.text)
        case .alreadyExists: self.init(.resourceAlreadyExists, refusal.text)
        case .readOnly, .policy: self.init(.permissionDenied, refusal.text)
        case .worldFailed, .engineElsewhere, .engineEnding:
            self.init(.temporarilyUnavailable, refusal.text)
        default: self.init(.invalidParameterValue, refusal.text)
        }
    }

    static func missing(_ name: String) -> TrackingError {
        TrackingError(
            .invalidParameterValue,
            "Missing value for required parameter '\(name)'."
        )
    }

    static func invalid(_ value: String, _ name: String) -> TrackingError {
        TrackingError(
            .invalidParameterValue,
            "Invalid value \(value) for parameter '\(name)' supplied."
        )
    }

    var answer: JSONValue {
        ["error_code": .text(code.rawValue), "message": .text(message.cut(to: Self.longest))]
    }

    /// The longest message in characters: what a client sent may stand in it.
    private static let longest = 1_000
}

extension String {
    /// The text, without what is behind so many characters.
    func cut(to count: Int) -> String {
        guard utf8.count > count, self.count > count else { return self }
        return prefix(count) + "…"
    }
}
