/// The name of a registered model, unique in its project.
package struct ModelName: TextIdentifier {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

/// A name that points to one version of a model and can be moved to another: `production`.
package struct ModelAlias: TextIdentifier {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

/// A version of a registered model.
package struct ModelVersionID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
    package let model: ModelName
    /// Counted from 1 for each model; no number is given twice, whatever is deleted.
    package let number: Int

    package init(_ model: ModelName, _ number: Int) {
        self.model = model
        self.number = number
    }

    /// As people write it: `loan-model v3`.
    package var description: String { "\(model) v\(number)" }

    package static func < (left: ModelVersionID, right: ModelVersionID) -> Bool {
        (left.model, left.number) < (right.model, right.number)
    }
}

/// MLflow's older mark of what a version is for; aliases have taken its place.
package enum ModelStage: String, Hashable, Codable, Sendable, CaseIterable {
    case none = "None"
    case staging = "Staging"
    case production = "Production"
    case archived = "Archived"
}
