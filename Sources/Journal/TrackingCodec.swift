import Domain
import Foundation

/// The written form of events of experiments and tracked runs.
struct TrackingCodec {
    private let codec: EventCodec

    init(_ codec: EventCodec) {
        self.codec = codec
    }

    func row(of event: TrackingEvent) throws -> EventCodec.Row {
        switch event {
        case .experimentCreated(let id, let name, let tags):
            try row("experiment.created", id, Named(experiment: id, name: name, tags: tags))
        case .experimentRenamed(let id, let name):
            try row("experiment.renamed", id, Named(experiment: id, name: name, tags: []))
        case .experimentTagged(let id, let tag):
            try row("experiment.tagged", id, Tagged(experiment: id, tag: tag))
        case .experimentUntagged(let id, let key):
            try row("experiment.untagged", id, Untagged(experiment: id, key: key))
        case .experimentDeleted(let id):
            try row("experiment.deleted", id, Whole(experiment: id))
        case .experimentRestored(let id):
            try row("experiment.restored", id, Whole(experiment: id))
        case .runCreated(let creation):
            try row("tracked-run.created", creation.id, creation)
        case .runUpdated(let id, let update):
            try row("tracked-run.updated", id, Updated(run: id, update: update))
        case .runAnnotated(let id, let parameters, let tags):
            try row(
                "tracked-run.annotated",
                id,
                Annotated(run: id, parameters: parameters, tags: tags)
            )
        case .runUntagged(let id, let key):
            try row("tracked-run.untagged", id, RunUntagged(run: id, key: key))
        case .runDeleted(let id, let restorations):
            try row("tracked-run.deleted", id, Deleted(run: id, restorations: restorations))
        case .runRestored(let id):
            try row("tracked-run.restored", id, WholeRun(run: id))
        case .inputsAdded(let id, let datasets, let models):
            try row(
                "tracked-run.inputs-added",
                id,
                Inputs(run: id, datasets: datasets, models: models)
            )
        case .outputsAdded(let id, let outputs):
            try row("tracked-run.outputs-added", id, Outputs(run: id, outputs: outputs))
        case .modelCreated, .modelFinished, .modelAnnotated, .modelUntagged, .modelDeleted:
            try ModelCodec(codec).row(of: event)
        }
    }

    /// Nil for a kind that is none of these.
    func event(kind: String, data: Data) throws -> TrackingEvent? {
        if kind.hasPrefix("experiment.") { return try experimentEvent(kind, data) }
        if kind.hasPrefix("logged-model.") { return try ModelCodec(codec).event(kind, data) }
        return try runEvent(kind, data)
    }

    private func experimentEvent(_ kind: String, _ data: Data) throws -> TrackingEvent? {
        let decoder = JSONDecoder()
        switch kind {
        case "experiment.created":
            let fields = try decoder.decode(Named.self, from: data)
            return .experimentCreated(fields.experiment, name: fields.name, tags: fields.tags)
        case "experiment.renamed":
            let fields = try decoder.decode(Named.self, from: data)
            return .experimentRenamed(fields.experiment, fields.name)
        case "experiment.tagged":
            let fields = try decoder.decode(Tagged.self, from: data)
            return .experimentTagged(fields.experiment, fields.tag)
        case "experiment.untagged":
            let fields = try decoder.decode(Untagged.self, from: data)
            return .experimentUntagged(fields.experiment, fields.key)
        case "experiment.deleted":
            return .experimentDeleted(try decoder.decode(Whole.self, from: data).experiment)
        case "experiment.restored":
            return .experimentRestored(try decoder.decode(Whole.self, from: data).experiment)
        default: return nil
        }
    }

    private func runEvent(_ kind: String, _ data: Data) throws -> TrackingEvent? {
        let decoder = JSONDecoder()
        switch kind {
        case "tracked-run.created":
            return .runCreated(try decoder.decode(TrackedRunCreation.self, from: data))
        case "tracked-run.updated":
            let fields = try decoder.decode(Updated.self, from: data)
            return .runUpdated(fields.run, fields.update)
        case "tracked-run.annotated":
            let fields = try decoder.decode(Annotated.self, from: data)
            return .runAnnotated(fields.run, parameters: fields.parameters, tags: fields.tags)
        case "tracked-run.untagged":
            let fields = try decoder.decode(RunUntagged.self, from: data)
            return .runUntagged(fields.run, fields.key)
        case "tracked-run.deleted":
            let fields = try decoder.decode(Deleted.self, from: data)
            return .runDeleted(fields.run, fields.restorations)
        case "tracked-run.restored":
            return .runRestored(try decoder.decode(WholeRun.self, from: data).run)
        case "tracked-run.inputs-added":
            let fields = try decoder.decode(Inputs.self, from: data)
            return .inputsAdded(fields.run, datasets: fields.datasets, models: fields.models)
        case "tracked-run.outputs-added":
            let fields = try decoder.decode(Outputs.self, from: data)
            return .outputsAdded(fields.run, fields.outputs)
        default: return nil
        }
    }

    private func row(
        _ kind: String,
        _ experiment: ExperimentID,
        _ fields: some Encodable
    ) throws -> EventCodec.Row {
        try codec.row(kind, "experiment:\(experiment)", fields)
    }

    private func row(
        _ kind: String,
        _ run: TrackedRunID,
        _ fields: some Encodable
    ) throws -> EventCodec.Row {
        try codec.row(kind, "tracked:\(run)", fields)
    }
}

// MARK: - Fields of the kinds

private struct Named: Codable {
    let experiment: ExperimentID
    let name: String
    let tags: [KeyedTexts.Entry]
}

private struct Tagged: Codable {
    let experiment: ExperimentID
    let tag: KeyedTexts.Entry
}

private struct Untagged: Codable {
    let experiment: ExperimentID
    let key: TrackingKey
}

private struct Whole: Codable {
    let experiment: ExperimentID
}

private struct Updated: Codable {
    let run: TrackedRunID
    let update: TrackedRunUpdate
}

private struct Annotated: Codable {
    let run: TrackedRunID
    let parameters: [KeyedTexts.Entry]
    let tags: [KeyedTexts.Entry]
}

private struct RunUntagged: Codable {
    let run: TrackedRunID
    let key: TrackingKey
}

private struct Deleted: Codable {
    let run: TrackedRunID
    let restorations: Int
}

private struct WholeRun: Codable {
    let run: TrackedRunID
}

private struct Inputs: Codable {
    let run: TrackedRunID
    let datasets: [DatasetInput]
    let models: [LoggedModelID]
}

private struct Outputs: Codable {
    let run: TrackedRunID
    let outputs: [ModelOutput]
}
