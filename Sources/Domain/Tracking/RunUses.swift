/// A dataset as a script describes it.
package struct Dataset: Hashable, Codable, Sendable {
    package let name: String
    /// What tells its content from others of the name.
    package let digest: String
    package let sourceType: String
    package let source: String
    package let schema: String?
    package let profile: String?

    package init(
        name: String,
        digest: String,
        sourceType: String,
        source: String,
        schema: String? = nil,
        profile: String? = nil
    ) {
        self.name = name
        self.digest = digest
        self.sourceType = sourceType
        self.source = source
        self.schema = schema
        self.profile = profile
    }

    /// The bytes of its description.
    package var size: Int {
        [sourceType, source, schema ?? "", profile ?? ""].reduce(0) { $0 + $1.utf8.count }
    }
}

/// A dataset, and what it is to the run that uses it.
package struct DatasetInput: Hashable, Codable, Sendable {
    package let dataset: Dataset
    package let tags: [KeyedTexts.Entry]

    package init(_ dataset: Dataset, tags: [KeyedTexts.Entry] = []) {
        self.dataset = dataset
        self.tags = tags
    }
}

/// A dataset that a run uses, without its description, which may be long.
package struct DatasetUse: Hashable, Codable, Sendable {
    /// The tag that says what for: `training`, `eval`.
    package static let contextTag: TrackingKey = "mlflow.data.context"

    package let name: String
    package let digest: String
    package let tags: KeyedTexts
    /// The bytes of its description.
    package let size: Int

    package init(name: String, digest: String, tags: KeyedTexts, size: Int) {
        self.name = name
        self.digest = digest
        self.tags = tags
        self.size = size
    }

    init(_ input: DatasetInput) {
        self.init(
            name: input.dataset.name,
            digest: input.dataset.digest,
            tags: KeyedTexts(input.tags),
            size: input.dataset.size
        )
    }

    package var context: String? { tags[Self.contextTag] }
}

/// A logged model that a run made, and at which of its steps.
package struct ModelOutput: Hashable, Codable, Sendable {
    package let model: LoggedModelID
    package let step: Int64

    package init(_ model: LoggedModelID, step: Int64 = 0) {
        self.model = model
        self.step = step
    }
}

/// The descriptions of the datasets that a run uses, in the order it named them.
package struct RunDatasets: Hashable, Codable, Sendable {
    package let run: TrackedRunID
    package let datasets: [Dataset]

    package init(run: TrackedRunID, datasets: [Dataset]) {
        self.run = run
        self.datasets = datasets
    }
}

/// What a run uses and makes.
package struct RunUses: Hashable, Codable, Sendable {
    /// The most datasets and models that a run uses, and models that it makes.
    package static let most = 10_000
    /// The bytes of the descriptions of all datasets of a run together.
    package static let mostBytes = 64 << 20

    package var datasets: [DatasetUse]
    package var models: [LoggedModelID]
    package var outputs: [ModelOutput]

    package init(
        datasets: [DatasetUse] = [],
        models: [LoggedModelID] = [],
        outputs: [ModelOutput] = []
    ) {
        self.datasets = datasets
        self.models = models
        self.outputs = outputs
    }

    var isWithinLimits: Bool {
        datasets.count <= Self.most && models.count <= Self.most && outputs.count <= Self.most
            && datasets.reduce(0) { $0 + $1.size } <= Self.mostBytes
    }

    /// What of these inputs is not known yet; of a dataset that is named twice the first counts.
    func fresh(
        _ datasets: [DatasetInput],
        _ models: [LoggedModelID]
    ) -> (datasets: [DatasetInput], models: [LoggedModelID]) {
        var known = Set(self.datasets.map { DatasetKey($0.name, $0.digest) })
        let freshDatasets = datasets.filter { input in
            known.insert(DatasetKey(input.dataset.name, input.dataset.digest)).inserted
        }
        var knownModels = Set(self.models)
        return (freshDatasets, models.filter { knownModels.insert($0).inserted })
    }

    func fresh(_ outputs: [ModelOutput]) -> [ModelOutput] {
        var known = Set(self.outputs)
        return outputs.filter { known.insert($0).inserted }
    }

    mutating func add(_ datasets: [DatasetInput], _ models: [LoggedModelID]) {
        self.datasets += datasets.map { DatasetUse($0) }
        self.models += models
    }
}

/// A dataset's name and digest, told apart byte for byte.
private struct DatasetKey: Hashable {
    private let bytes: [[UInt8]]

    init(_ name: String, _ digest: String) {
        bytes = [Array(name.utf8), Array(digest.utf8)]
    }
}
