/// What a client, or a person, asks of the model registry.
package enum RegistryCommand: Hashable, Codable, Sendable {
    case createModel(ModelName, text: String, tags: [KeyedTexts.Entry])
    case renameModel(ModelName, to: ModelName)
    case describeModel(ModelName, String)
    case tagModel(ModelName, KeyedTexts.Entry)
    case untagModel(ModelName, TrackingKey)
    case deleteModel(ModelName)
    /// The answer has the version's number.
    case createVersion(ModelVersionCreation)
    case describeVersion(ModelVersionID, String)
    case tagVersion(ModelVersionID, KeyedTexts.Entry)
    case untagVersion(ModelVersionID, TrackingKey)
    /// Moves a version to a stage; the others that are there may leave it.
    case stageVersion(ModelVersionID, ModelStage, archivesOthers: Bool)
    case deleteVersion(ModelVersionID)
    case setAlias(ModelAlias, ModelVersionID)
    case dropAlias(ModelName, ModelAlias)

    /// An alias may point elsewhere after it, or be gone.
    package var mayTouchAliases: Bool {
        switch self {
        case .setAlias, .dropAlias, .deleteVersion, .deleteModel, .renameModel: true
        case .createModel, .describeModel, .tagModel, .untagModel, .createVersion,
            .describeVersion, .tagVersion, .untagVersion, .stageVersion:
            false
        }
    }
}

/// What was decided of the model registry.
package enum RegistryEvent: Hashable, Codable, Sendable {
    case modelCreated(ModelName, text: String, tags: [KeyedTexts.Entry])
    case modelRenamed(ModelName, to: ModelName)
    case modelDescribed(ModelName, String)
    case modelTagged(ModelName, KeyedTexts.Entry)
    case modelUntagged(ModelName, TrackingKey)
    case modelDeleted(ModelName)
    case versionCreated(ModelVersionCreation)
    case versionDescribed(ModelVersionID, String)
    case versionTagged(ModelVersionID, KeyedTexts.Entry)
    case versionUntagged(ModelVersionID, TrackingKey)
    case versionStaged(ModelVersionID, ModelStage)
    case versionDeleted(ModelVersionID)
    /// With the version it pointed to before.
    case aliasSet(ModelAlias, ModelVersionID, before: Int?)
    case aliasDropped(ModelName, ModelAlias, before: Int)

    /// The model it is about, by the name it had.
    package var model: ModelName {
        switch self {
        case .modelCreated(let name, _, _), .modelRenamed(let name, _),
            .modelDescribed(let name, _), .modelTagged(let name, _), .modelUntagged(let name, _),
            .modelDeleted(let name), .aliasDropped(let name, _, _):
            name
        case .versionCreated(let creation): creation.model
        case .versionDescribed(let id, _), .versionTagged(let id, _), .versionUntagged(let id, _),
            .versionStaged(let id, _), .versionDeleted(let id), .aliasSet(_, let id, _):
            id.model
        }
    }

    /// The models whose rows it changes.
    package var models: [ModelName] {
        if case .modelRenamed(let old, let new) = self { return [old, new] }
        return [model]
    }

    /// The version it makes, changes or deletes.
    package var version: ModelVersionID? {
        switch self {
        case .versionCreated(let creation): ModelVersionID(creation.model, creation.number)
        case .versionDescribed(let id, _), .versionTagged(let id, _), .versionUntagged(let id, _),
            .versionStaged(let id, _), .versionDeleted(let id), .aliasSet(_, let id, _):
            id
        case .modelCreated, .modelRenamed, .modelDescribed, .modelTagged, .modelUntagged,
            .modelDeleted, .aliasDropped:
            nil
        }
    }
}
