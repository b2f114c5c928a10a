/// What a tracking client, or a person, asks of experiments, tracked runs and logged models.
package enum TrackingCommand: Hashable, Codable, Sendable {
    case createExperiment(ExperimentID, name: String, tags: [KeyedTexts.Entry])
    case renameExperiment(ExperimentID, String)
    case tagExperiment(ExperimentID, KeyedTexts.Entry)
    case untagExperiment(ExperimentID, TrackingKey)
    case deleteExperiment(ExperimentID)
    case restoreExperiment(ExperimentID)
    case createRun(TrackedRunCreation)
    case updateRun(TrackedRunID, TrackedRunUpdate)
    /// Parameters never change once they are written; tags do.
    case annotateRun(TrackedRunID, parameters: [KeyedTexts.Entry], tags: [KeyedTexts.Entry])
    case untagRun(TrackedRunID, TrackingKey)
    case deleteRun(TrackedRunID)
    case restoreRun(TrackedRunID)
    /// What a run uses; what it is said to use already is not added again.
    case addInputs(TrackedRunID, datasets: [DatasetInput], models: [LoggedModelID])
    case addOutputs(TrackedRunID, [ModelOutput])
    case createModel(LoggedModelCreation)
    case finishModel(LoggedModelID, LoggedModelStatus)
    /// Parameters never change once they are written; tags do.
    case annotateModel(LoggedModelID, parameters: [KeyedTexts.Entry], tags: [KeyedTexts.Entry])
    case untagModel(LoggedModelID, TrackingKey)
    case deleteModel(LoggedModelID)

    /// The tracked run that it is about, which is to be at hand when it is decided on.
    package var run: TrackedRunID? {
        switch self {
        case .updateRun(let id, _), .annotateRun(let id, _, _), .untagRun(let id, _),
            .deleteRun(let id), .restoreRun(let id), .addInputs(let id, _, _),
            .addOutputs(let id, _):
            id
        case .createRun(let creation): creation.id
        case .createExperiment, .renameExperiment, .tagExperiment, .untagExperiment,
            .deleteExperiment, .restoreExperiment, .createModel, .finishModel, .annotateModel,
            .untagModel, .deleteModel:
            nil
        }
    }

    /// The logged model that it is about, which is to be at hand when it is decided on.
    package var model: LoggedModelID? {
        switch self {
        case .createModel(let creation): creation.id
        case .finishModel(let id, _), .annotateModel(let id, _, _), .untagModel(let id, _),
            .deleteModel(let id):
            id
        default: nil
        }
    }
}

extension TrackingCommand {
    /// What to tell a person when it is done.
    package var done: String {
        switch self {
        case .deleteRun: "The run is deleted; it can be restored."
        case .restoreRun: "The run is back."
        case .annotateRun, .untagRun: "Noted."
        default: "Done."
        }
    }
}

/// What was decided of experiments, tracked runs and logged models.
package enum TrackingEvent: Hashable, Codable, Sendable {
    case experimentCreated(ExperimentID, name: String, tags: [KeyedTexts.Entry])
    case experimentRenamed(ExperimentID, String)
    case experimentTagged(ExperimentID, KeyedTexts.Entry)
    case experimentUntagged(ExperimentID, TrackingKey)
    case experimentDeleted(ExperimentID)
    case experimentRestored(ExperimentID)
    case runCreated(TrackedRunCreation)
    case runUpdated(TrackedRunID, TrackedRunUpdate)
    case runAnnotated(TrackedRunID, parameters: [KeyedTexts.Entry], tags: [KeyedTexts.Entry])
    case runUntagged(TrackedRunID, TrackingKey)
    /// With the number of restorations of its experiment by then.
    case runDeleted(TrackedRunID, Int)
    case runRestored(TrackedRunID)
    case inputsAdded(TrackedRunID, datasets: [DatasetInput], models: [LoggedModelID])
    case outputsAdded(TrackedRunID, [ModelOutput])
    case modelCreated(LoggedModelCreation)
    case modelFinished(LoggedModelID, LoggedModelStatus)
    case modelAnnotated(LoggedModelID, parameters: [KeyedTexts.Entry], tags: [KeyedTexts.Entry])
    case modelUntagged(LoggedModelID, TrackingKey)
    case modelDeleted(LoggedModelID)

    /// The tracked run that it changes.
    package var run: TrackedRunID? {
        switch self {
        case .runCreated(let creation): creation.id
        case .runUpdated(let id, _), .runAnnotated(let id, _, _), .runUntagged(let id, _),
            .runDeleted(let id, _), .runRestored(let id), .inputsAdded(let id, _, _),
            .outputsAdded(let id, _):
            id
        case .experimentCreated, .experimentRenamed, .experimentTagged, .experimentUntagged,
            .experimentDeleted, .experimentRestored, .modelCreated, .modelFinished,
            .modelAnnotated, .modelUntagged, .modelDeleted:
            nil
        }
    }

    /// The experiment that it changes.
    package var experiment: ExperimentID? {
        switch self {
        case .experimentCreated(let id, _, _), .experimentRenamed(let id, _),
            .experimentTagged(let id, _), .experimentUntagged(let id, _),
            .experimentDeleted(let id), .experimentRestored(let id):
            id
        case .runCreated, .runUpdated, .runAnnotated, .runUntagged, .runDeleted, .runRestored,
            .inputsAdded, .outputsAdded, .modelCreated, .modelFinished, .modelAnnotated,
            .modelUntagged, .modelDeleted:
            nil
        }
    }

    /// The logged model that it changes.
    package var model: LoggedModelID? {
        switch self {
        case .modelCreated(let creation): creation.id
        case .modelFinished(let id, _), .modelAnnotated(let id, _, _),
            .modelUntagged(let id, _), .modelDeleted(let id):
            id
        default: nil
        }
    }
}
