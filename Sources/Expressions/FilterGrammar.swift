/// What the filters and orders of one kind of thing may name.
package struct FilterGrammar: Hashable, Sendable {
    /// Something that every thing of the kind has.
    package struct Attribute: Hashable, Sendable {
        package let name: String
        /// Other names of it.
        let others: [String]
        package let isNumber: Bool
        /// Whether `IN` may follow.
        let isListed: Bool

        /// An attribute that is a text.
        package static func text(
            _ name: String,
            _ others: String...,
            isListed: Bool = false
        ) -> Attribute {
            Attribute(name: name, others: others, isNumber: false, isListed: isListed)
        }

        /// An attribute that is a number.
        package static func number(_ name: String, _ others: String...) -> Attribute {
            Attribute(name: name, others: others, isNumber: true, isListed: false)
        }
    }

    /// What a thing has any number of, each by a name of its own.
    package enum Collection: String, Hashable, Sendable, CaseIterable {
        case metrics
        case parameters = "params"
        case tags
        case datasets

        init?(word: String) {
            switch word.lowercased() {
            case "metric", "metrics": self = .metrics
            case "param", "params", "parameter", "parameters": self = .parameters
            case "tag", "tags": self = .tags
            case "dataset", "datasets": self = .datasets
            default: return nil
            }
        }
    }

    /// The things, as messages name them.
    let noun: String
    let collections: [Collection]
    package let attributes: [Attribute]
    /// Whether `IN` may follow parameters and tags too.
    let listsEntries: Bool

    package init(
        of noun: String,
        having collections: [Collection],
        attributes: [Attribute],
        listsEntries: Bool = false
    ) {
        self.noun = noun
        self.collections = collections
        self.attributes = attributes
        self.listsEntries = listsEntries
    }

    /// What is known of a dataset.
    static let datasetKeys = ["name", "digest", "context"]

    /// The attribute of a name, whatever its case.
    func attribute(named name: String) -> Attribute? {
        let name = name.lowercased()
        return attributes.first { $0.name == name || $0.others.contains(name) }
    }

    /// What can stand before a dot, for a message.
    var collectionWords: String {
        (collections.map(\.rawValue) + ["attributes"]).joined(separator: ", ")
    }

    /// All attributes, for a message.
    var attributeWords: String {
        attributes.map { "'\($0.name)'" }.joined(separator: ", ")
    }

    /// What an order names without quotes and directions: `metrics.auc`, `name`.
    package func subject(plain text: String) throws(ExpressionError) -> FilterSubject {
        let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
        if parts.count == 2, Collection(word: parts[0]) == .metrics, collections.contains(.metrics)
        {
            return .metric(parts[1])
        }
        guard let attribute = attribute(named: text) else {
            throw ExpressionError(0, "'\(text)' is nothing that \(noun) are ordered by.")
        }
        return .attribute(attribute.name)
    }
}

extension FilterGrammar {
    /// The grammar of tracked runs.
    package static let runs = FilterGrammar(
        of: "runs",
        having: [.metrics, .parameters, .tags, .datasets],
        attributes: [
            .text("run_id", isListed: true),
            .text("run_name", "run name", "run-name", "runname"),
            .text("status"), .text("user_id"), .text("artifact_uri"),
            .number("start_time", "created", "start time"), .number("end_time"),
        ]
    )

    /// The grammar of experiments.
    package static let experiments = FilterGrammar(
        of: "experiments",
        having: [.tags],
        attributes: [
            .text("name"), .text("experiment_id", isListed: true), .number("creation_time"),
            .number("last_update_time"),
        ]
    )

    /// The grammar of registered models.
    package static let models = FilterGrammar(
        of: "registered models",
        having: [.tags],
        attributes: [
            .text("name"), .number("creation_timestamp"),
            .number("last_updated_timestamp", "timestamp"),
        ]
    )

    /// The grammar of versions of registered models.
    package static let modelVersions = FilterGrammar(
        of: "model versions",
        having: [.tags],
        attributes: [
            .text("name"), .number("version_number", "version"),
            .text("run_id", isListed: true), .text("source_path", "source"),
            .number("creation_timestamp"), .number("last_updated_timestamp", "timestamp"),
        ]
    )

    /// The grammar of logged models.
    package static let loggedModels = FilterGrammar(
        of: "logged models",
        having: [.metrics, .parameters, .tags],
        attributes: [
            .text("name", isListed: true), .text("model_id", isListed: true),
            .text("model_type", isListed: true), .text("status", isListed: true),
            .text("source_run_id", isListed: true),
            .number("creation_timestamp", "creation_timestamp_ms", "creation_time"),
            .number(
                "last_updated_timestamp",
                "last_updated_timestamp_ms",
                "last_updated_time"
            ),
        ],
        listsEntries: true
    )
}
