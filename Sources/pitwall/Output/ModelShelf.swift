import Domain
import Foundation
import Pipelines

/// The registered models as a command sees them: as they are, or as they were.
struct ModelShelf {
    let reading: any Reading
    /// Nil for now.
    let moment: Date?
    let models: [RegisteredModel]
    let history: RegistryHistory
    /// How many of the history's entries were there.
    let count: Int

    init(_ reading: any Reading, at moment: Date? = nil) throws {
        self.reading = reading
        self.moment = moment
        history = try reading.registryHistory()
        count = moment.map(history.count(until:)) ?? history.entries.count
        models = try moment == nil ? reading.models() : history.models(after: count)
    }

    /// Fails with the nearest name where there is none of this one.
    func model(named name: String) throws(Refusal) -> RegisteredModel {
        if let model = models.first(where: { $0.name == ModelName(name) }) { return model }
        let names = models.map(\.name.text)
        let then = moment == nil ? "" : " at that time"
        let hint = NearestWord.hint(for: name, among: names)
        let all = hint.isEmpty ? Self.list(names) : hint
        throw Refusal(.unknownModel, "There is no registered model '\(name)'\(then).\(all)")
    }

    /// The version that `3`, `v3` or `@production` means.
    func version(_ text: String, of model: RegisteredModel) throws(Refusal) -> ModelVersion {
        if text.hasPrefix("@") {
            let alias = ModelAlias(String(text.dropFirst()))
            if let version = model.version(of: alias) { return version }
            let names = model.aliases.map { "@\($0.name)" }
            let hint = NearestWord.hint(for: text, among: names)
            throw Refusal(
                .unknownModel,
                "'\(model.name)' has no alias '\(text)'.\(hint.isEmpty ? Self.list(names) : hint)"
            )
        }
        let digits = text.lowercased().hasPrefix("v") ? text.dropFirst() : text[...]
        if let version = Int(digits).flatMap(model.version) { return version }
        let known = model.versions.suffix(8).map { "v\($0.number)" }
        throw Refusal(
            .unknownModel,
            "'\(model.name)' has no version '\(text)'.\(Self.list(known))"
        )
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "" : " There is \(names.joined(separator: ", "))."
    }

    func champion(of model: RegisteredModel) -> ModelVersion? {
        history.champion(of: model, after: count)
    }

    /// Who set an alias where it is, and when.
    func decision(on alias: ModelAlias, of model: RegisteredModel) -> JournalEntry? {
        history.decision(on: alias, of: model.name, after: count)
    }

    // MARK: - Versions with their runs

    /// A version, its tracked run, and that beside the champion's.
    struct Facts {
        let version: ModelVersion
        let aliases: [ModelAlias]
        let run: TrackedRunSnapshot?
        let isChampion: Bool
        let comparison: ChampionComparison?
        let champion: ModelVersion?
    }

    /// All versions of a model, newest first.
    func facts(of model: RegisteredModel) throws -> [Facts] {
        try facts(of: model.versions.reversed(), in: model)
    }

    func facts(of version: ModelVersion, in model: RegisteredModel) throws -> Facts {
        try facts(of: [version], in: model)[0]
    }

    private func facts(of versions: [ModelVersion], in model: RegisteredModel) throws -> [Facts] {
        let champion = champion(of: model)
        let theirs = try champion?.run.flatMap { try reading.trackedRun($0) }
        return try versions.map { version in
            let run = try version.run.flatMap { try reading.trackedRun($0) }
            let isChampion = version.number == champion?.number
            return Facts(
                version: version,
                aliases: model.aliases(of: version.number),
                run: run,
                isChampion: isChampion,
                comparison: run.map { ChampionComparison($0, with: isChampion ? nil : theirs) },
                champion: champion
            )
        }
    }
}
