/// What a tracking client, or a person, asks of experiments and tracked runs.
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

    /// The tracked run that it is about, which is to be at hand when it is decided on.
    package var run: TrackedRunID? {
        switch self {
        case .updateRun(let id, _), .annotateRun(let id, _, _), .untagRun(let id, _),
            .deleteRun(let id), .restoreRun(let id):
            id
        case .createRun(let creation): creation.id
        case .createExperiment, .renameExperiment, .tagExperiment, .untagExperiment,
            .deleteExperiment, .restoreExperiment:
            nil
        }
    }
}

/// What was decided of experiments and tracked runs.
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

    /// The tracked run that it changes.
    package var run: TrackedRunID? {
        switch self {
        case .runCreated(let creation): creation.id
        case .runUpdated(let id, _), .runAnnotated(let id, _, _), .runUntagged(let id, _),
            .runDeleted(let id, _), .runRestored(let id):
            id
        case .experimentCreated, .experimentRenamed, .experimentTagged, .experimentUntagged,
            .experimentDeleted, .experimentRestored:
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
        case .runCreated, .runUpdated, .runAnnotated, .runUntagged, .runDeleted, .runRestored:
            nil
        }
    }
}
