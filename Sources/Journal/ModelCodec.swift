import Domain
import Foundation

/// The written form of events of logged models.
struct ModelCodec {
    private let codec: EventCodec

    init(_ codec: EventCodec) {
        self.codec = codec
    }

    func row(of event: TrackingEvent) throws -> EventCodec.Row {
        switch event {
        case .modelCreated(let creation): try row("logged-model.created", creation.id, creation)
        case .modelFinished(let id, let status):
            try row("logged-model.finished", id, Finished(model: id, status: status))
        case .modelAnnotated(let id, let parameters, let tags):
            try row(
                "logged-model.annotated",
                id,
                Annotated(model: id, parameters: parameters, tags: tags)
            )
        case .modelUntagged(let id, let key):
            try row("logged-model.untagged", id, Untagged(model: id, key: key))
        case .modelDeleted(let id): try row("logged-model.deleted", id, Whole(model: id))
        default: preconditionFailure("Not about a model: \(event).")
        }
    }

    /// Nil for a kind that is none of these.
    func event(_ kind: String, _ data: Data) throws -> TrackingEvent? {
        let decoder = JSONDecoder()
        switch kind {
        case "logged-model.created":
            return .modelCreated(try decoder.decode(LoggedModelCreation.self, from: data))
        case "logged-model.finished":
            let fields = try decoder.decode(Finished.self, from: data)
            return .modelFinished(fields.model, fields.status)
        case "logged-model.annotated":
            let fields = try decoder.decode(Annotated.self, from: data)
            return .modelAnnotated(fields.model, parameters: fields.parameters, tags: fields.tags)
        case "logged-model.untagged":
            let fields = try decoder.decode(Untagged.self, from: data)
            return .modelUntagged(fields.model, fields.key)
        case "logged-model.deleted":
            return .modelDeleted(try decoder.decode(Whole.self, from: data).model)
        default: return nil
        }
    }

    private func row(
        _ kind: String,
        _ model: LoggedModelID,
        _ fields: some Encodable
    ) throws -> EventCodec.Row {
        try codec.row(kind, "logged-model:\(model)", fields)
    }
}

private struct Finished: Codable {
    let model: LoggedModelID
    let status: LoggedModelStatus
}

private struct Annotated: Codable {
    let model: LoggedModelID
    let parameters: [KeyedTexts.Entry]
    let tags: [KeyedTexts.Entry]
}

private struct Untagged: Codable {
    let model: LoggedModelID
    let key: TrackingKey
}

private struct Whole: Codable {
    let model: LoggedModelID
}
