import Domain
import Foundation

/// The written form of events of the model registry: one set of fields, of which each kind has
/// some.
struct RegistryCodec {
    private let codec: EventCodec

    init(_ codec: EventCodec) {
        self.codec = codec
    }

    private struct Fields: Codable {
        var model: ModelName
        var number: Int?
        var to: ModelName?
        var text: String?
        var tag: KeyedTexts.Entry?
        var tags: [KeyedTexts.Entry]?
        var key: TrackingKey?
        var stage: ModelStage?
        var alias: ModelAlias?
        var before: Int?

        init(_ model: ModelName) {
            self.model = model
        }

        init(_ id: ModelVersionID) {
            model = id.model
            number = id.number
        }

        func with(_ change: (inout Fields) -> Void) -> Fields {
            var fields = self
            change(&fields)
            return fields
        }
    }

    func row(of event: RegistryEvent) throws -> EventCodec.Row {
        if case .versionCreated(let creation) = event {
            return try codec.row("model-version.created", "model:\(creation.model)", creation)
        }
        let (kind, fields) = Self.fields(of: event)
        return try codec.row(kind, "model:\(event.model)", fields)
    }

    private static func fields(of event: RegistryEvent) -> (kind: String, Fields) {
        switch event {
        case .modelCreated(let name, let text, let tags):
            return (
                "model.created",
                Fields(name).with {
                    $0.text = text
                    $0.tags = tags
                }
            )
        case .modelRenamed(let name, let new):
            return ("model.renamed", Fields(name).with { $0.to = new })
        case .modelDescribed(let name, let text):
            return ("model.described", Fields(name).with { $0.text = text })
        case .modelTagged(let name, let tag):
            return ("model.tagged", Fields(name).with { $0.tag = tag })
        case .modelUntagged(let name, let key):
            return ("model.untagged", Fields(name).with { $0.key = key })
        case .modelDeleted(let name): return ("model.deleted", Fields(name))
        case .versionCreated(let creation): return ("", Fields(creation.model))
        case .versionDescribed(let id, let text):
            return ("model-version.described", Fields(id).with { $0.text = text })
        case .versionTagged(let id, let tag):
            return ("model-version.tagged", Fields(id).with { $0.tag = tag })
        case .versionUntagged(let id, let key):
            return ("model-version.untagged", Fields(id).with { $0.key = key })
        case .versionStaged(let id, let stage):
            return ("model-version.staged", Fields(id).with { $0.stage = stage })
        case .versionDeleted(let id): return ("model-version.deleted", Fields(id))
        case .aliasSet(let alias, let id, let before):
            return (
                "model.alias-set",
                Fields(id).with {
                    $0.alias = alias
                    $0.before = before
                }
            )
        case .aliasDropped(let name, let alias, let before):
            return (
                "model.alias-dropped",
                Fields(name).with {
                    $0.alias = alias
                    $0.before = before
                }
            )
        }
    }

    /// Nil for a kind that is none of these, or lacks what its kind has.
    func event(kind: String, json: String) throws -> RegistryEvent? {
        guard kind.hasPrefix("model") else { return nil }
        if kind == "model-version.created" {
            return .versionCreated(try codec.value(ModelVersionCreation.self, of: json))
        }
        let fields = try codec.value(Fields.self, of: json)
        return kind.hasPrefix("model-version.")
            ? Self.versionEvent(kind, fields) : Self.modelEvent(kind, fields)
    }

    private static func modelEvent(_ kind: String, _ fields: Fields) -> RegistryEvent? {
        let name = fields.model
        switch kind {
        case "model.created":
            return .modelCreated(name, text: fields.text ?? "", tags: fields.tags ?? [])
        case "model.renamed": return fields.to.map { .modelRenamed(name, to: $0) }
        case "model.described": return fields.text.map { .modelDescribed(name, $0) }
        case "model.tagged": return fields.tag.map { .modelTagged(name, $0) }
        case "model.untagged": return fields.key.map { .modelUntagged(name, $0) }
        case "model.deleted": return .modelDeleted(name)
        case "model.alias-set":
            guard let alias = fields.alias, let number = fields.number else { return nil }
            return .aliasSet(alias, ModelVersionID(name, number), before: fields.before)
        case "model.alias-dropped":
            guard let alias = fields.alias, let before = fields.before else { return nil }
            return .aliasDropped(name, alias, before: before)
        default: return nil
        }
    }

    private static func versionEvent(_ kind: String, _ fields: Fields) -> RegistryEvent? {
        guard let number = fields.number else { return nil }
        let id = ModelVersionID(fields.model, number)
        switch kind {
        case "model-version.described": return fields.text.map { .versionDescribed(id, $0) }
        case "model-version.tagged": return fields.tag.map { .versionTagged(id, $0) }
        case "model-version.untagged": return fields.key.map { .versionUntagged(id, $0) }
        case "model-version.staged": return fields.stage.map { .versionStaged(id, $0) }
        case "model-version.deleted": return .versionDeleted(id)
        default: return nil
        }
    }
}
