/// What tells an experiment from all others of a project; MLflow's clients take it for a number.
package struct ExperimentID: TextIdentifier {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The experiment of runs that name none.
    package static let `default` = ExperimentID("0")
}

/// What tells a tracked run from all others: 32 hexadecimal digits.
package struct TrackedRunID: TextIdentifier {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

/// What tells a logged model from all others: `m-` and 32 hexadecimal digits.
package struct LoggedModelID: TextIdentifier {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

/// The name of a parameter, metric or tag.
package struct TrackingKey: TextIdentifier {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

/// Milliseconds since 1970, as clients send them.
package typealias Milliseconds = Int64
