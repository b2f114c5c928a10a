package import Foundation

/// The model registry: what is decided on when something of it is to be changed.
package struct RegistryState: Hashable, Sendable {
    /// By name; also those that were deleted, for their numbers.
    package private(set) var models: [ModelName: RegisteredModel]

    package init(_ models: [RegisteredModel] = []) {
        self.models = Dictionary(models.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    }

    /// A model that is there.
    package func model(_ name: ModelName) -> RegisteredModel? {
        models[name].flatMap { $0.isDeleted ? nil : $0 }
    }

    /// The models that are there, in the order of their names.
    package var list: [RegisteredModel] {
        models.values.filter { !$0.isDeleted }.sorted { $0.name < $1.name }
    }

    /// Takes back models as they were; nil for those that were not there.
    package mutating func restore(_ earlier: [ModelName: RegisteredModel?]) {
        for (name, model) in earlier { models[name] = model }
    }

    // MARK: - Taking over

    /// Takes over an event; never fails and never decides.
    package mutating func apply(_ event: RegistryEvent, by actor: Actor, at now: Date) {
        let time = now.milliseconds
        switch event {
        case .modelCreated(let name, let text, let tags):
            models[name] = RegisteredModel(
                name: name,
                text: text,
                tags: KeyedTexts(tags),
                createdAt: time,
                lastNumber: models[name]?.lastNumber ?? 0
            )
        case .modelRenamed(let old, let new): rename(old, to: new, at: time)
        case .modelDeleted(let name): giveUp(name, at: time)
        default: models[event.model]?.apply(event, by: actor, at: time)
        }
    }

    private mutating func rename(_ old: ModelName, to new: ModelName, at time: Milliseconds) {
        guard let model = models[old] else { return }
        let numbers = max(model.lastNumber, models[new]?.lastNumber ?? 0)
        var renamed = RegisteredModel(
            name: new,
            text: model.text,
            tags: model.tags,
            createdAt: model.createdAt,
            lastNumber: numbers
        )
        renamed.updatedAt = time
        renamed.aliases = model.aliases
        renamed.versions = model.versions
        models[new] = renamed
        giveUp(old, at: time)
    }

    /// Keeps of a model only which numbers were given.
    private mutating func giveUp(_ name: ModelName, at time: Milliseconds) {
        guard let model = models[name] else { return }
        var rest = RegisteredModel(
            name: name,
            createdAt: model.createdAt,
            lastNumber: model.lastNumber
        )
        rest.updatedAt = time
        rest.isDeleted = true
        models[name] = rest
    }

    // MARK: - Deciding

    /// What a command leads to; nothing where all stands so already.
    package func decide(_ command: RegistryCommand) throws(Refusal) -> [RegistryEvent] {
        switch command {
        case .createModel(let name, let text, let tags):
            guard model(name) == nil else { throw .taken(name) }
            return [.modelCreated(name, text: text, tags: tags)]
        case .renameModel(let name, let new):
            _ = try known(name)
            if name == new { return [] }
            guard model(new) == nil else { throw .taken(new) }
            return [.modelRenamed(name, to: new)]
        case .describeModel(let name, let text):
            let isSame = try known(name).text.utf8.elementsEqual(text.utf8)
            return isSame ? [] : [.modelDescribed(name, text)]
        case .tagModel(let name, let tag):
            return try known(name).tags.holds(tag) ? [] : [.modelTagged(name, tag)]
        case .untagModel(let name, let key):
            return try known(name).tags[key] == nil ? [] : [.modelUntagged(name, key)]
        case .deleteModel(let name):
            _ = try known(name)
            return [.modelDeleted(name)]
        case .createVersion(let creation):
            let model = try known(creation.model)
            if repeated(creation) != nil { return [] }
            return [.versionCreated(creation.numbered(model.lastNumber + 1))]
        case .setAlias(let alias, let id):
            _ = try known(id)
            let before = models[id.model]?.version(of: alias)?.number
            return before == id.number ? [] : [.aliasSet(alias, id, before: before)]
        case .dropAlias(let name, let alias):
            let before = try known(name).version(of: alias)?.number
            return before.map { [.aliasDropped(name, alias, before: $0)] } ?? []
        case .describeVersion, .tagVersion, .untagVersion, .stageVersion, .deleteVersion:
            return try decideOnVersion(command)
        }
    }

    /// The version that an earlier request made, where this is the same one again: its answer was
    /// lost on the way.
    package func repeated(_ creation: ModelVersionCreation) -> ModelVersion? {
        // Only a script's token tells that it is the same one who asks.
        guard creation.attempt != nil else { return nil }
        return model(creation.model)?.versions.last { $0.isMade(by: creation) }
    }

    private func decideOnVersion(_ command: RegistryCommand) throws(Refusal) -> [RegistryEvent] {
        switch command {
        case .describeVersion(let id, let text):
            let isSame = try known(id).text.utf8.elementsEqual(text.utf8)
            return isSame ? [] : [.versionDescribed(id, text)]
        case .tagVersion(let id, let tag):
            return try known(id).tags.holds(tag) ? [] : [.versionTagged(id, tag)]
        case .untagVersion(let id, let key):
            return try known(id).tags[key] == nil ? [] : [.versionUntagged(id, key)]
        case .stageVersion(let id, let stage, let archivesOthers):
            let isThere = try known(id).stage == stage
            var others: [ModelVersion] = []
            if archivesOthers, stage == .staging || stage == .production {
                others = (models[id.model]?.versions ?? []).filter {
                    $0.stage == stage && $0.number != id.number
                }
            }
            return others.map { .versionStaged(ModelVersionID(id.model, $0.number), .archived) }
                + (isThere ? [] : [.versionStaged(id, stage)])
        case .deleteVersion(let id):
            _ = try known(id)
            return [.versionDeleted(id)]
        default: preconditionFailure("Not about a version: \(command).")
        }
    }

    private func known(_ name: ModelName) throws(Refusal) -> RegisteredModel {
        guard let model = model(name) else { throw .unknownModel(name) }
        return model
    }

    private func known(_ id: ModelVersionID) throws(Refusal) -> ModelVersion {
        guard let version = model(id.model)?.version(id.number) else {
            throw .unknownVersion(id)
        }
        return version
    }
}

extension RegisteredModel {
    fileprivate mutating func apply(
        _ event: RegistryEvent,
        by actor: Actor,
        at time: Milliseconds
    ) {
        updatedAt = time
        switch event {
        case .modelDescribed(_, let text): self.text = text
        case .modelTagged(_, let tag): tags[tag.key] = tag.value
        case .modelUntagged(_, let key): tags[key] = nil
        case .versionCreated(let creation):
            versions.append(ModelVersion(creation, by: actor, at: time))
            lastNumber = max(lastNumber, creation.number)
        case .versionDeleted(let id):
            versions.removeAll { $0.number == id.number }
            aliases.removeAll { $0.number == id.number }
        case .aliasSet(let alias, let id, _):
            let earlier = aliases.first { $0.name == alias }
            aliases.removeAll { $0.name == alias }
            aliases.append(Alias(alias, id.number, former: earlier?.path(to: id.number) ?? []))
            aliases.sort { $0.name < $1.name }
            if let place = place(of: id.number) { versions[place].isTouched = true }
        case .aliasDropped(_, let alias, _): aliases.removeAll { $0.name == alias }
        case .versionDescribed, .versionTagged, .versionUntagged, .versionStaged:
            guard let place = event.version.flatMap({ place(of: $0.number) }) else { return }
            versions[place].apply(event, at: time)
        case .modelCreated, .modelRenamed, .modelDeleted: return
        }
    }
}

extension RegisteredModel.Alias {
    /// The most steps that can be gone back.
    private static let longestPath = 100

    /// Where it pointed, once it points to another version: who goes back leaves the way there.
    fileprivate func path(to next: Int) -> [Int] {
        if former.last == next { return former.dropLast() }
        return (former + [number]).suffix(Self.longestPath)
    }
}

extension ModelVersion {
    fileprivate mutating func apply(_ event: RegistryEvent, at time: Milliseconds) {
        updatedAt = time
        isTouched = true
        switch event {
        case .versionDescribed(_, let text): self.text = text
        case .versionTagged(_, let tag): tags[tag.key] = tag.value
        case .versionUntagged(_, let key): tags[key] = nil
        case .versionStaged(_, let stage): self.stage = stage
        default: return
        }
    }
}

extension Refusal {
    fileprivate static func taken(_ name: ModelName) -> Refusal {
        Refusal(.alreadyExists, "Registered Model (name=\(name)) already exists.")
    }

    package static func unknownModel(_ name: ModelName) -> Refusal {
        Refusal(.unknownModel, "Registered Model with name=\(name) not found")
    }

    package static func unknownVersion(_ id: ModelVersionID) -> Refusal {
        Refusal(
            .unknownModel,
            "Model Version (name=\(id.model), version=\(id.number)) not found"
        )
    }
}
