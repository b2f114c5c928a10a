import Foundation

extension TrackingState {
    /// What a command about a logged model leads to.
    func decideOnModel(_ command: TrackingCommand) throws(Refusal) -> [TrackingEvent] {
        switch command {
        case .createModel(let creation): return try decide(creation)
        case .finishModel(let id, let status):
            return try active(id).status == status ? [] : [.modelFinished(id, status)]
        case .annotateModel(let id, let parameters, let tags):
            let model = try active(id)
            let fresh = try model.parameters.fresh(parameters, of: "model ID='\(id)'")
            let changed = tags.filter { !model.tags.holds($0) }
            if fresh.isEmpty, changed.isEmpty { return [] }
            return [.modelAnnotated(id, parameters: fresh, tags: changed)]
        case .untagModel(let id, let key):
            guard try active(id).tags[key] != nil else {
                throw Refusal(
                    .unknownKey,
                    "No tag with key '\(key)' found for model with ID '\(id)'."
                )
            }
            return [.modelUntagged(id, key)]
        case .deleteModel(let id):
            return try known(id).isDeleted ? [] : [.modelDeleted(id)]
        default: preconditionFailure("Not about a model: \(command).")
        }
    }

    private func decide(_ creation: LoggedModelCreation) throws(Refusal) -> [TrackingEvent] {
        _ = try active(creation.experiment)
        if let model = models[creation.id] {
            // A creation that comes again, since its answer was lost.
            if model == LoggedModel(creation, at: model.createdAt) { return [] }
            throw Refusal(
                .alreadyExists,
                "There is a logged model with ID '\(creation.id)' already."
            )
        }
        return [.modelCreated(creation)]
    }

    private func known(_ id: LoggedModelID) throws(Refusal) -> LoggedModel {
        guard let model = models[id] else {
            throw Refusal(.unknownKey, "Logged model with ID '\(id)' not found.")
        }
        return model
    }

    private func active(_ id: LoggedModelID) throws(Refusal) -> LoggedModel {
        let model = try known(id)
        guard !model.isDeleted else {
            throw Refusal(.unknownKey, "Logged model with ID '\(id)' not found.")
        }
        return model
    }
}

extension LoggedModel {
    /// Takes over an event about it.
    mutating func apply(_ event: TrackingEvent, at now: Date) {
        switch event {
        case .modelFinished(_, let status): self.status = status
        case .modelAnnotated(_, let parameters, let tags):
            for entry in parameters { self.parameters[entry.key] = entry.value }
            for entry in tags { self.tags[entry.key] = entry.value }
        case .modelUntagged(_, let key): tags[key] = nil
        case .modelDeleted: isDeleted = true
        default: return
        }
        updatedAt = now.milliseconds
    }
}
