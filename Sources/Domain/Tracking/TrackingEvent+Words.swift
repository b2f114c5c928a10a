extension TrackingEvent {
    /// The event as people read it; what scripts log by and by is a detail.
    var words: EventWords {
        switch self {
        case .experimentCreated(_, let name, _):
            EventWords(nil, name, "experiment made")
        case .experimentRenamed(let id, let name):
            EventWords(nil, "experiment \(id)", "renamed '\(name)'")
        case .experimentTagged(let id, let tag):
            EventWords(nil, "experiment \(id)", "tag \(tag.key) = \(tag.value)", .detail)
        case .experimentUntagged(let id, let key):
            EventWords(nil, "experiment \(id)", "tag \(key) taken away", .detail)
        case .experimentDeleted(let id): EventWords(nil, "experiment \(id)", "deleted")
        case .experimentRestored(let id): EventWords(nil, "experiment \(id)", "restored")
        case .runCreated(let creation):
            EventWords(
                .running,
                creation.id.short,
                "tracked run '\(creation.name)' began"
                    + (creation.attempt.map { " in \($0.run) \($0.stage.short)" } ?? "")
            )
        case .runUpdated(let id, let update):
            EventWords(update.status?.status, id.short, update.words, update.weight)
        case .runAnnotated(let id, let parameters, let tags):
            EventWords(nil, id.short, Self.words(parameters, tags), .detail)
        case .runUntagged(let id, let key):
            EventWords(nil, id.short, "tag \(key) taken away", .detail)
        case .runDeleted(let id, _): EventWords(nil, id.short, "tracked run deleted")
        case .runRestored(let id): EventWords(nil, id.short, "tracked run restored")
        case .inputsAdded(let id, let datasets, let models):
            EventWords(nil, id.short, Self.words(datasets, models), .detail)
        case .outputsAdded(let id, let outputs):
            EventWords(
                nil,
                id.short,
                "made \(outputs.map(\.model.short).joined(separator: ", "))",
                .detail
            )
        case .modelCreated, .modelFinished, .modelAnnotated, .modelUntagged, .modelDeleted:
            modelWords
        }
    }

    private var modelWords: EventWords {
        switch self {
        case .modelCreated(let creation):
            EventWords(
                .running,
                creation.id.short,
                "model '\(creation.name)' begun"
                    + (creation.attempt.map { " in \($0.run) \($0.stage.short)" } ?? "")
            )
        case .modelFinished(let id, .ready): EventWords(.done, id.short, "model logged")
        case .modelFinished(let id, .failed):
            EventWords(.failed, id.short, "model not logged: its files did not all come")
        case .modelFinished(let id, .pending):
            EventWords(.running, id.short, "model begun again", .detail)
        case .modelAnnotated(let id, let parameters, let tags):
            EventWords(nil, id.short, Self.words(parameters, tags), .detail)
        case .modelUntagged(let id, let key):
            EventWords(nil, id.short, "tag \(key) taken away", .detail)
        case .modelDeleted(let id): EventWords(nil, id.short, "logged model deleted")
        default: preconditionFailure("Not about a model: \(self).")
        }
    }

    /// What a run uses, at most three names of it.
    private static func words(_ datasets: [DatasetInput], _ models: [LoggedModelID]) -> String {
        let all = datasets.map { "'\($0.dataset.name)'" } + models.map(\.short)
        let shown = all.prefix(3).joined(separator: ", ")
        return all.count > 3 ? "uses \(shown) and \(all.count - 3) more" : "uses \(shown)"
    }

    /// What was written, at most three entries of it.
    private static func words(
        _ parameters: [KeyedTexts.Entry],
        _ tags: [KeyedTexts.Entry]
    ) -> String {
        let all = parameters.map { "\($0.key) = \($0.value)" } + tags.map { "tag \($0.key)" }
        let shown = all.prefix(3).joined(separator: ", ")
        return all.count > 3 ? "\(shown) and \(all.count - 3) more" : shown
    }
}

extension TrackedRunUpdate {
    fileprivate var words: String {
        if let status { return "tracked run \(status.rawValue)" }
        if let name { return "renamed '\(name)'" }
        return "end noted"
    }

    fileprivate var weight: EventWords.Weight { status?.isOver ?? false ? .main : .detail }
}

extension TrackedRunID {
    /// Enough of it to tell it from others at hand.
    package var short: String { String(text.prefix(8)) }
}

extension LoggedModelID {
    /// Enough of it to tell it from others at hand.
    package var short: String { String(text.prefix(10)) }
}
