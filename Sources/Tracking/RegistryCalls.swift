import Domain
import Foundation

/// `registered-models/…`
extension TrackingService {
    func createModel(_ call: Call) async throws(TrackingError) -> JSONValue {
        let name = try RegistryRules.newName(try call.fields.requiredText("name"))
        let text = try RegistryRules.text(try call.fields.text("description") ?? "")
        let tags = try call.fields.tags(RegistryRules.longestTag)
        try await send(.createModel(name, text: text, tags: tags))
        return ["registered_model": try await model(name).json]
    }

    func getModel(_ call: Call) async throws(TrackingError) -> JSONValue {
        ["registered_model": try await model(try call.fields.model()).json]
    }

    func renameModel(_ call: Call) async throws(TrackingError) -> JSONValue {
        let new = try RegistryRules.newName(try call.fields.requiredText("new_name"))
        try await send(.renameModel(try call.fields.model(), to: new))
        return ["registered_model": try await model(new).json]
    }

    func updateModel(_ call: Call) async throws(TrackingError) -> JSONValue {
        let name = try call.fields.model()
        let text = try RegistryRules.text(try call.fields.text("description") ?? "")
        try await send(.describeModel(name, text))
        return ["registered_model": try await model(name).json]
    }

    func deleteModel(_ call: Call) async throws(TrackingError) -> JSONValue {
        try await send(.deleteModel(try call.fields.model()))
        return [:]
    }

    func setModelTag(_ call: Call) async throws(TrackingError) -> JSONValue {
        let tag = try call.fields.tag(RegistryRules.longestTag)
        try await send(.tagModel(try call.fields.model(), tag))
        return [:]
    }

    func deleteModelTag(_ call: Call) async throws(TrackingError) -> JSONValue {
        let key = try EntryRules.key(try call.fields.requiredText("key"), "Tag")
        try await send(.untagModel(try call.fields.model(), key))
        return [:]
    }

    func setAlias(_ call: Call) async throws(TrackingError) -> JSONValue {
        let alias = try RegistryRules.newAlias(try call.fields.requiredText("alias"))
        try await send(.setAlias(alias, try call.fields.version()))
        return [:]
    }

    func getAlias(_ call: Call) async throws(TrackingError) -> JSONValue {
        let model = try await model(try call.fields.model())
        let alias = ModelAlias(try call.fields.requiredText("alias"))
        guard let version = model.version(of: alias) else {
            throw TrackingError(
                .invalidParameterValue,
                "Registered model alias \(alias) not found."
            )
        }
        return ["model_version": version.json(of: model)]
    }

    /// An alias that is not there is gone as well.
    func deleteAlias(_ call: Call) async throws(TrackingError) -> JSONValue {
        let alias = ModelAlias(try call.fields.requiredText("alias"))
        try await send(.dropAlias(try call.fields.model(), alias))
        return [:]
    }

    func latestVersions(_ call: Call) async throws(TrackingError) -> JSONValue {
        let model = try await model(try call.fields.model())
        var stages: [ModelStage] = []
        for text in try call.fields.texts("stages") { stages.append(try RegistryRules.stage(text)) }
        let found = model.latest(of: stages.isEmpty ? ModelStage.allCases : stages)
        return .page("model_versions", found.map { $0.json(of: model) }, next: nil)
    }

    func searchModels(_ call: Call) async throws(TrackingError) -> JSONValue {
        let (limit, offset) = try call.fields.page(usual: 100, most: RegistryRules.models)
        let query = try call.fields.registryPage(limit + 1, offset)
        let found = try await read { try $0.registry(.matchingModels(query)) }
        return .page(
            "registered_models",
            found.prefix(limit).map(\.json),
            next: found.count > limit ? offset + limit : nil
        )
    }

    func searchVersions(_ call: Call) async throws(TrackingError) -> JSONValue {
        let (limit, offset) = try call.fields.page(usual: 10_000, most: RegistryRules.versions)
        let query = try call.fields.registryPage(limit + 1, offset)
        let found = try await read { try $0.registry(.matchingVersions(query)) }
        return .page(
            "model_versions",
            found.prefix(limit).flatMap { model in model.versions.map { $0.json(of: model) } },
            next: found.count > limit ? offset + limit : nil
        )
    }

    /// A model that is there.
    func model(_ name: ModelName) async throws(TrackingError) -> RegisteredModel {
        guard let model = try await read({ try $0.model(name) }) else {
            throw TrackingError(Refusal.unknownModel(name))
        }
        return model
    }
}

/// `model-versions/…`
extension TrackingService {
    func createVersion(_ call: Call) async throws(TrackingError) -> JSONValue {
        let name = try call.fields.model()
        let run = try call.fields.text("run_id").flatMap { $0.isEmpty ? nil : TrackedRunID($0) }
        let creation = ModelVersionCreation(
            model: name,
            source: try RegistryRules.source(try call.fields.requiredText("source")),
            run: run,
            loggedModel: try call.fields.text("model_id").flatMap { $0.isEmpty ? nil : $0 },
            runLink: try RegistryRules.text(try call.fields.text("run_link") ?? ""),
            text: try RegistryRules.text(try call.fields.text("description") ?? ""),
            tags: try call.fields.tags(RegistryRules.longestTag),
            attempt: call.attempt
        )
        let number = try await send(.createVersion(creation)) ?? 0
        return ["model_version": try await versionJSON(ModelVersionID(name, number))]
    }

    func getVersion(_ call: Call) async throws(TrackingError) -> JSONValue {
        ["model_version": try await versionJSON(try call.fields.version())]
    }

    func downloadAddress(_ call: Call) async throws(TrackingError) -> JSONValue {
        let (_, version) = try await version(try call.fields.version())
        return ["artifact_uri": .text(try await address(of: version.source))]
    }

    func updateVersion(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.version()
        let text = try RegistryRules.text(try call.fields.text("description") ?? "")
        try await send(.describeVersion(id, text))
        return ["model_version": try await versionJSON(id)]
    }

    func deleteVersion(_ call: Call) async throws(TrackingError) -> JSONValue {
        try await send(.deleteVersion(try call.fields.version()))
        return [:]
    }

    func setVersionTag(_ call: Call) async throws(TrackingError) -> JSONValue {
        let tag = try call.fields.tag(RegistryRules.longestTag)
        try await send(.tagVersion(try call.fields.version(), tag))
        return [:]
    }

    func deleteVersionTag(_ call: Call) async throws(TrackingError) -> JSONValue {
        let key = try EntryRules.key(try call.fields.requiredText("key"), "Tag")
        try await send(.untagVersion(try call.fields.version(), key))
        return [:]
    }

    func stageVersion(_ call: Call) async throws(TrackingError) -> JSONValue {
        let id = try call.fields.version()
        let stage = try RegistryRules.stage(try call.fields.requiredText("stage"))
        let archives = try call.fields.flag("archive_existing_versions") ?? false
        try await send(.stageVersion(id, stage, archivesOthers: archives))
        return ["model_version": try await versionJSON(id)]
    }

    private func version(
        _ id: ModelVersionID
    ) async throws(TrackingError) -> (RegisteredModel, ModelVersion) {
        guard let model = try await read({ try $0.model(id.model) }),
            let version = model.version(id.number)
        else { throw TrackingError(Refusal.unknownVersion(id)) }
        return (model, version)
    }

    private func versionJSON(_ id: ModelVersionID) async throws(TrackingError) -> JSONValue {
        let (model, version) = try await version(id)
        return version.json(of: model)
    }

    /// Where the files of a version lie, for a client that only knows addresses of artifacts.
    private func address(of source: String) async throws(TrackingError) -> String {
        guard let colon = source.firstIndex(of: ":") else { return source }
        let parts = source[source.index(after: colon)...].drop { $0 == "/" }
            .split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let id = parts.first.map(String.init) else { return source }
        let root: String
        switch source[..<colon] {
        case "runs": root = try await run(TrackedRunID(id)).artifactURI
        case "models": root = try await loggedModel(LoggedModelID(id)).model.artifactLocation
        default: return source
        }
        return parts.count == 2 ? "\(root)/\(parts[1])" : root
    }
}

/// What names and texts of the registry may be.
enum RegistryRules {
    static let longestTag = 100_000
    static let longestText = 100_000
    static let longestName = 256
    /// Models, and versions, that a search gives at most.
    static let models = 1_000
    static let versions = 200_000

    static func newName(_ text: String) throws(TrackingError) -> ModelName {
        guard !text.contains(where: { "/:".contains($0) }), !text.allSatisfy(\.isWhitespace),
            text.unicodeScalars.count <= longestName
        else {
            throw TrackingError(
                .invalidParameterValue,
                "Invalid model name: '\(text)'. A name has 1 to \(longestName) characters, and no "
                    + "'/' or ':'."
            )
        }
        return ModelName(text)
    }

    static func newAlias(_ text: String) throws(TrackingError) -> ModelAlias {
        do {
            return try ModelAlias(checking: text)
        } catch {
            throw TrackingError(.invalidParameterValue, error.text)
        }
    }

    static func text(_ text: String) throws(TrackingError) -> String {
        try EntryRules.value(text, "Description", longestText)
    }

    /// In any case of letters.
    static func stage(_ text: String) throws(TrackingError) -> ModelStage {
        let stage = ModelStage.allCases.first { $0.rawValue.lowercased() == text.lowercased() }
        guard let stage else {
            throw TrackingError(
                .invalidParameterValue,
                "Invalid Model Version stage: \(text). Value must be one of None, Staging, "
                    + "Production, Archived."
            )
        }
        return stage
    }

    /// An address of artifacts; never a path of this machine, which a client would read as its own.
    static func source(_ text: String) throws(TrackingError) -> String {
        let invalid = TrackingError(
            .invalidParameterValue,
            "Invalid model version source: '\(text.prefix(200))'. It must be the address of a "
                + "logged model, a run or an artifact: models:/m-…, runs:/…, mlflow-artifacts:/…."
        )
        guard let colon = text.firstIndex(of: ":") else { throw invalid }
        let rest = text[text.index(after: colon)...]
        let decoded = rest.removingPercentEncoding ?? String(rest)
        let parts = decoded.split(whereSeparator: { "/\\".contains($0) })
        guard text.utf8.count <= longestText, !parts.isEmpty,
            !parts.contains(where: { $0 == ".." || $0 == "." }),
            decoded.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }),
            ["models", "runs", "mlflow-artifacts"].contains(text[..<colon])
        else { throw invalid }
        return text
    }
}

extension Fields {
    func model() throws(TrackingError) -> ModelName {
        ModelName(try requiredText("name"))
    }

    /// What a search of the registry asks for.
    func registryPage(_ limit: Int, _ offset: Int) throws(TrackingError) -> RegistryPage {
        RegistryPage(
            filter: try text("filter") ?? "",
            order: try texts("order_by"),
            limit: limit,
            offset: offset
        )
    }

    func version() throws(TrackingError) -> ModelVersionID {
        guard let number = try integer("version") else { throw .missing("version") }
        return ModelVersionID(try model(), Int(number))
    }
}

extension RegisteredModel {
    /// The newest version of each stage.
    func latest(of stages: [ModelStage]) -> [ModelVersion] {
        stages.compactMap { stage in versions.last { $0.stage == stage } }
    }

    var json: JSONValue {
        var fields: [String: JSONValue] = [
            "name": .text(name.text),
            "creation_timestamp": .integer(createdAt),
            "last_updated_timestamp": .integer(updatedAt),
        ]
        if !text.isEmpty { fields["description"] = .text(text) }
        if !tags.entries.isEmpty { fields["tags"] = tags.json }
        if !aliases.isEmpty {
            fields["aliases"] = .list(
                aliases.map {
                    ["alias": .text($0.name.text), "version": .text(String($0.number))]
                }
            )
        }
        let latest = latest(of: ModelStage.allCases)
        if !latest.isEmpty { fields["latest_versions"] = .list(latest.map { $0.json(of: self) }) }
        return .object(fields)
    }
}

extension ModelVersion {
    func json(of model: RegisteredModel) -> JSONValue {
        var fields: [String: JSONValue] = [
            "name": .text(model.name.text),
            "version": .text(String(number)),
            "creation_timestamp": .integer(createdAt),
            "last_updated_timestamp": .integer(updatedAt),
            "current_stage": .text(stage.rawValue),
            "description": .text(text),
            "source": .text(source),
            "run_id": .text(run?.text ?? ""),
            "status": .text("READY"),
            "run_link": .text(runLink),
        ]
        if case .person(let name) = createdBy { fields["user_id"] = .text(name) }
        if let loggedModel { fields["model_id"] = .text(loggedModel) }
        if !tags.entries.isEmpty { fields["tags"] = tags.json }
        let aliases = model.aliases(of: number)
        if !aliases.isEmpty { fields["aliases"] = .list(aliases.map { .text($0.text) }) }
        return .object(fields)
    }
}
