package import Domain
package import Terminal

/// One line of text that is asked for.
package struct PromptOverlay: Sendable {
    /// What the text is for.
    package enum Purpose: Hashable, Sendable {
        case skip(RunTarget)
        case markDone(RunTarget)
        case comment(RunID, StageName?)
        case findStage(PipelineName)
        case filterActivity
        case filterRuns
        case findRun
        case commentTracked(TrackedRun)
        case erase(TrackedRun)
        case findModel
        /// What is said of a model, or of a version of it.
        case describeModel(ModelName, Int?)
        /// Which alias points to a version; those that do so already go.
        case alias(ModelVersionID, [ModelAlias])
        /// The name of what is to be deleted.
        case eraseModel(ModelName, Int?)
        /// A decision on a request, or a new one.
        case promotion(PromotionPrompt)
    }

    package let purpose: Purpose
    package var field: TextField

    package init(_ purpose: Purpose, text: String = "") {
        self.purpose = purpose
        field = TextField(text)
    }

    package static func skip(_ target: RunTarget) -> PromptOverlay {
        PromptOverlay(.skip(target))
    }

    package static func markDone(_ target: RunTarget) -> PromptOverlay {
        PromptOverlay(.markDone(target))
    }

    package static func comment(_ run: RunID, _ stage: StageName?) -> PromptOverlay {
        PromptOverlay(.comment(run, stage))
    }

    var title: SafeText {
        switch purpose {
        case .skip(let target): SafeText(untrusted: "Skip '\(target.stage.short)': why?")
        case .markDone(let target):
            SafeText(untrusted: "'\(target.stage.short)' is done by hand: what did you do?")
        case .comment(let run, let stage):
            SafeText(untrusted: "Comment on run \(run)" + (stage.map { " \($0.short)" } ?? ""))
        case .findStage: "Find a stage"
        case .filterActivity: "Show only entries with these words"
        case .filterRuns: "Show only runs that match"
        case .findRun: "Find a run"
        case .commentTracked(let run): SafeText(untrusted: "Comment on '\(run.name)'")
        case .erase(let run): SafeText(untrusted: "Delete '\(run.name)'? Type its name")
        case .findModel: "Find a model or version"
        case .describeModel(let name, let number):
            "Describe " + ModelPrompts.subject(name, number)
        case .alias(let id, _): SafeText(untrusted: "Alias of \(id)")
        case .eraseModel(let name, let number):
            "Delete " + ModelPrompts.subject(name, number) + " for good: type its name"
        case .promotion(let prompt): prompt.title
        }
    }

    /// What an empty text means, or that it is not taken.
    var hint: SafeText {
        switch purpose {
        case .skip: "What is below builds on the files as they are."
        case .markDone: "Its outputs are taken as they lie there now."
        case .comment: "It goes into the journal for all to read."
        case .findStage: "Part of a name; n and N go to the next and previous."
        case .filterActivity: "Empty shows everything."
        case .filterRuns: "metrics.auc > 0.8 and params.kind = 'toy'; empty shows all"
        case .findRun: "Part of a name, or how an id begins; n and N go on."
        case .commentTracked(let run):
            run.hasLongNote ? "It goes below what is there." : "MLflow shows it as the run's note."
        case .erase(let run):
            SafeText(untrusted: "Or how its id begins: \(run.id.short). It can be restored.")
        case .findModel: "Part of a name, of an alias or of a description; n and N go on."
        case .describeModel: "What a person should know of it; empty takes the words away."
        case .alias(_, let aliases): ModelPrompts.aliasHint(aliases)
        case .eraseModel(let name, let number): ModelPrompts.eraseHint(name, number)
        case .promotion(let prompt): prompt.hint
        }
    }

    /// Carries out what the text is for; nil where it is not enough yet.
    func accept(in model: inout Model) -> [Request]? {
        let text = field.text.trimmingSpaces
        switch purpose {
        case .skip(let target):
            return text.isEmpty ? nil : [.send(.skip(target, reason: text))]
        case .markDone(let target):
            return text.isEmpty ? nil : [.send(.markDone(target, note: text))]
        case .comment(let run, let stage):
            return text.isEmpty ? nil : [.send(.comment(run, stage, text))]
        case .findStage(let name):
            model.pipelines[name]?.find = text
            return PipelineScreen.find(in: &model, forward: true, fromCursor: true)
        case .filterActivity:
            model.activity.filter = text
            model.activity.cursor = 0
            return ActivityScreen.requestOlder(in: &model)
        case .commentTracked(let run): return RunsScreen.comment(text, on: run)
        case .erase(let run):
            let names = [run.name.trimmingSpaces, run.id.short, run.id.text]
            let isNamed = names.contains { $0.utf8.elementsEqual(text.utf8) }
            return isNamed ? [.send(.track(.deleteRun(run.id)))] : nil
        case .filterRuns:
            guard RunsSearch.mistake(in: text) == nil else { return nil }
            return RunsScreen.look(in: &model) { $0.filter = text }
        case .findRun:
            model.runs.find = text
            return text.isEmpty ? [] : RunsScreen.find(.text(text), 0, in: model)
        case .findModel:
            model.models.find = text
            return text.isEmpty ? [] : ModelsScreen.find(0, in: &model)
        case .promotion(let prompt): return prompt.requests(text)
        case .describeModel, .alias, .eraseModel: return ModelPrompts.requests(for: purpose, text)
        }
    }

    /// Says below the field what is wrong with its text, with the place under the cursor.
    mutating func markMistake() {
        if let words = ModelPrompts.mistake(in: field.text.trimmingSpaces, of: purpose) {
            field.error = words
        }
        let text = field.text.trimmingSpaces
        if case .promotion(let prompt) = purpose { field.error = prompt.mistake }
        if case .erase = purpose { field.error = "That is not its name; nothing was deleted." }
        guard case .filterRuns = purpose else { return }
        guard let mistake = RunsSearch.mistake(in: text) else { return }
        field.text = text
        let place = min(mistake.offset, text.count)
        for _ in place..<text.count { field.apply(.left) }
        field.error = SafeText(untrusted: "Character \(place + 1): \(mistake.text)")
    }
}

extension String {
    /// The text without spaces at its ends.
    var trimmingSpaces: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
