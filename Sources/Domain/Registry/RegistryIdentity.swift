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

extension ModelAlias {
    /// The most letters of an alias.
    package static let longest = 255

    /// An alias that a person or a client gives; refused where it could be taken for a version.
    package init(checking text: String) throws(Refusal) {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar == "-" || scalar == "_" || scalar.properties.isAlphabetic
                || scalar.properties.numericType != nil
        }
        let lowered = text.lowercased()
        let rest = lowered.dropFirst()
        let isNumber = lowered.hasPrefix("v") && !rest.isEmpty && rest.allSatisfy(\.isNumber)
        guard isPlain, !isNumber, lowered != "latest", !text.isEmpty,
            text.unicodeScalars.count <= Self.longest
        else {
            throw Refusal(
                .badInput,
                "Invalid alias name: '\(text)'. An alias has letters, digits, '-' and '_', at most "
                    + "\(Self.longest); 'latest' and 'v1' mean versions already."
            )
        }
        self.init(text)
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
