/// What can be asked of the model registry.
package enum RegistryQuery: Hashable, Codable, Sendable {
    /// All that are there, in the order of their names.
    case models
    case model(ModelName)
    /// A page of models.
    case matchingModels(RegistryPage)
    /// A page of versions, each alone in its model.
    case matchingVersions(RegistryPage)
}

/// Which models or versions are wanted.
package struct RegistryPage: Hashable, Codable, Sendable {
    /// Clauses in MLflow's language; empty for all.
    package var filter: String
    /// What they are ordered by, in the same language.
    package var order: [String]
    package var limit: Int
    package var offset: Int

    package init(filter: String = "", order: [String] = [], limit: Int, offset: Int = 0) {
        self.filter = filter
        self.order = order
        self.limit = limit
        self.offset = offset
    }
}

extension Reading {
    /// The registered models that are there, in the order of their names.
    package func models() throws -> [RegisteredModel] { try registry(.models) }

    /// A registered model that is there.
    package func model(_ name: ModelName) throws -> RegisteredModel? {
        try registry(.model(name)).first
    }
}
