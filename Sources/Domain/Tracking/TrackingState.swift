package import Foundation

/// Experiments, and the tracked runs and logged models at hand: what tracking is decided on.
package struct TrackingState: Hashable, Sendable {
    /// All of the project, by id; the first one is always there.
    package private(set) var experiments: [ExperimentID: Experiment]
    /// Those that were looked at; others are in the journal.
    package var runs: [TrackedRunID: TrackedRun]
    /// Those that were looked at; others are in the journal.
    package var models: [LoggedModelID: LoggedModel]

    package init(
        experiments: [Experiment] = [],
        runs: [TrackedRun] = [],
        models: [LoggedModel] = []
    ) {
        self.experiments = [.default: .first]
        for experiment in experiments { self.experiments[experiment.id] = experiment }
        self.runs = Dictionary(runs.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        self.models = Dictionary(models.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    }

    /// The experiment of a name, deleted or not.
    package func experiment(named name: String) -> Experiment? {
        experiments.values.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    // MARK: - Taking over

    /// Takes over an event; never fails and never decides.
    package mutating func apply(_ event: TrackingEvent, at now: Date) {
        switch event {
        case .experimentCreated(let id, let name, let tags):
            experiments[id] = Experiment(
                id: id,
                name: name,
                tags: KeyedTexts(tags),
                createdAt: now.milliseconds
            )
        case .runCreated(let creation):
            runs[creation.id] = TrackedRun(creation)
        case .modelCreated(let creation):
            models[creation.id] = LoggedModel(creation, at: now.milliseconds)
        default:
            if let id = event.experiment { experiments[id]?.apply(event, at: now) }
            if let id = event.run { runs[id]?.apply(event) }
            if let id = event.model { models[id]?.apply(event, at: now) }
        }
    }

    // MARK: - Deciding

    /// What a command leads to; nothing where all stands so already, which a repeated request
    /// counts on.
    package func decide(_ command: TrackingCommand) throws(Refusal) -> [TrackingEvent] {
        switch command {
        case .createExperiment(let id, let name, let tags):
            if let other = experiment(named: name) { throw .taken(name, by: other) }
            guard experiments[id] == nil else {
                throw Refusal(.alreadyExists, "There is an experiment with id=\(id) already.")
            }
            return [.experimentCreated(id, name: name, tags: tags)]
        case .renameExperiment(let id, let name):
            let experiment = try active(id)
            if experiment.name.utf8.elementsEqual(name.utf8) { return [] }
            if let other = self.experiment(named: name) { throw .taken(name, by: other) }
            return [.experimentRenamed(id, name)]
        case .tagExperiment(let id, let tag):
            return try active(id).tags.holds(tag) ? [] : [.experimentTagged(id, tag)]
        case .untagExperiment(let id, let key):
            return try active(id).tags[key] == nil ? [] : [.experimentUntagged(id, key)]
        case .deleteExperiment(let id):
            return try known(id).isDeleted ? [] : [.experimentDeleted(id)]
        case .restoreExperiment(let id):
            return try known(id).isDeleted ? [.experimentRestored(id)] : []
        case .createRun(let creation):
            return try decide(creation)
        case .updateRun, .annotateRun, .untagRun, .deleteRun, .restoreRun:
            return try decideOnRun(command)
        case .addInputs(let id, let datasets, let models):
            return try decide(id, datasets, models)
        case .addOutputs(let id, let outputs):
            let fresh = try active(id).uses.fresh(outputs)
            if fresh.isEmpty { return [] }
            return try within(id, .outputsAdded(id, fresh))
        case .createModel, .finishModel, .annotateModel, .untagModel, .deleteModel:
            return try decideOnModel(command)
        }
    }

    private func decide(_ creation: TrackedRunCreation) throws(Refusal) -> [TrackingEvent] {
        _ = try active(creation.experiment)
        if let run = runs[creation.id] {
            // A creation that comes again, since its answer was lost.
            if run.isAsMade(by: creation) { return [] }
            throw Refusal(.alreadyExists, "There is a run with id=\(creation.id) already.")
        }
        return [.runCreated(creation)]
    }

    private func decideOnRun(_ command: TrackingCommand) throws(Refusal) -> [TrackingEvent] {
        switch command {
        case .updateRun(let id, var update):
            let run = try active(id)
            if update.status == run.status { update.status = nil }
            if update.endedAt == run.endedAt { update.endedAt = nil }
            if let name = update.name, name.utf8.elementsEqual(run.name.utf8) { update.name = nil }
            return update == TrackedRunUpdate() ? [] : [.runUpdated(id, update)]
        case .annotateRun(let id, let parameters, let tags):
            let run = try active(id)
            let fresh = try run.parameters.fresh(parameters, of: "run ID='\(id)'")
            let changed = tags.filter { !run.tags.holds($0) }
            if fresh.isEmpty, changed.isEmpty { return [] }
            return [.runAnnotated(id, parameters: fresh, tags: changed)]
        case .untagRun(let id, let key):
            guard try active(id).tags[key] != nil else {
                throw Refusal(.unknownKey, "No tag with name: \(key) in run with id \(id)")
            }
            return [.runUntagged(id, key)]
        case .deleteRun(let id):
            let (run, experiment) = try known(id)
            if run.isDeleted(in: experiment) { return [] }
            return [.runDeleted(id, experiment.restorations)]
        case .restoreRun(let id):
            let (run, experiment) = try known(id)
            guard run.isDeleted(in: experiment) else { return [] }
            _ = try active(experiment.id)
            return [.runRestored(id)]
        default: preconditionFailure("Not about a run: \(command).")
        }
    }

    private func decide(
        _ id: TrackedRunID,
        _ datasets: [DatasetInput],
        _ models: [LoggedModelID]
    ) throws(Refusal) -> [TrackingEvent] {
        let fresh = try active(id).uses.fresh(datasets, models)
        if fresh.datasets.isEmpty, fresh.models.isEmpty { return [] }
        return try within(id, .inputsAdded(id, datasets: fresh.datasets, models: fresh.models))
    }

    /// The event, where what the run uses and makes then is not too much.
    private func within(
        _ id: TrackedRunID,
        _ event: TrackingEvent
    ) throws(Refusal) -> [TrackingEvent] {
        var run = try active(id)
        run.apply(event)
        guard run.uses.isWithinLimits else {
            throw Refusal(
                .badInput,
                "The run \(id) has too many inputs or outputs: at most \(RunUses.most) datasets, "
                    + "\(RunUses.most) models and \(RunUses.most) outputs are kept, and the "
                    + "descriptions of its datasets have at most \(RunUses.mostBytes >> 20) MiB."
            )
        }
        return [event]
    }

    private func known(_ id: ExperimentID) throws(Refusal) -> Experiment {
        guard let experiment = experiments[id] else {
            throw Refusal(.unknownExperiment, "No Experiment with id=\(id) exists")
        }
        return experiment
    }

    func active(_ id: ExperimentID) throws(Refusal) -> Experiment {
        let experiment = try known(id)
        guard !experiment.isDeleted else {
            throw Refusal(
                .notReady,
                "The experiment \(id) must be in the 'active' state. Current state is deleted."
            )
        }
        return experiment
    }

    private func known(_ id: TrackedRunID) throws(Refusal) -> (TrackedRun, Experiment) {
        guard let run = runs[id], let experiment = experiments[run.experiment] else {
            throw Refusal(.unknownRun, "Run with id=\(id) not found")
        }
        return (run, experiment)
    }

    private func active(_ id: TrackedRunID) throws(Refusal) -> TrackedRun {
        let (run, experiment) = try known(id)
        guard !run.isDeleted(in: experiment) else {
            throw Refusal(
                .notReady,
                "The run \(id) must be in the 'active' state. Current state is deleted."
            )
        }
        return run
    }
}

extension Experiment {
    fileprivate mutating func apply(_ event: TrackingEvent, at now: Date) {
        switch event {
        case .experimentRenamed(_, let name): self.name = name
        case .experimentTagged(_, let tag): tags[tag.key] = tag.value
        case .experimentUntagged(_, let key): tags[key] = nil
        case .experimentDeleted: isDeleted = true
        case .experimentRestored:
            isDeleted = false
            restorations += 1
        default: return
        }
        updatedAt = now.milliseconds
    }
}

extension TrackedRun {
    fileprivate mutating func apply(_ event: TrackingEvent) {
        switch event {
        case .runUpdated(_, let update):
            status = update.status ?? status
            endedAt = update.endedAt ?? endedAt
            if let name = update.name { rename(name) }
        case .runAnnotated(_, let parameters, let tags):
            for entry in parameters { self.parameters[entry.key] = entry.value }
            for entry in tags { self.tags[entry.key] = entry.value }
            if let name = self.tags[Self.nameTag] { self.name = name }
        case .runUntagged(_, let key): tags[key] = nil
        case .runDeleted(_, let restorations): deletedAfter = restorations
        case .runRestored: deletedAfter = nil
        case .inputsAdded(_, let datasets, let models): uses.add(datasets, models)
        case .outputsAdded(_, let outputs): uses.outputs += outputs
        default: return
        }
    }

    private mutating func rename(_ name: String) {
        self.name = name
        tags[Self.nameTag] = name
    }
}

extension Refusal {
    fileprivate static func taken(_ name: String, by experiment: Experiment) -> Refusal {
        Refusal(
            .alreadyExists,
            experiment.isDeleted
                ? "Experiment '\(name)' already exists in deleted state. You can restore the "
                    + "experiment, or permanently delete it to create a new one."
                : "Experiment(name=\(name)) already exists."
        )
    }
}

extension Date {
    /// The time as tracking clients send it.
    package var milliseconds: Milliseconds {
        Milliseconds((timeIntervalSince1970 * 1_000).rounded())
    }
}
