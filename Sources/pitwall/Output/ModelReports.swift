import Domain
import Foundation

/// A registered model as `--json` prints it.
struct ModelReport: Encodable {
    struct Alias: Encodable {
        let alias: String
        let version: Int
        /// When it was set there, and by whom.
        let since: Date?
        let by: String?
    }

    let name: String
    let description: String
    let tags: [String: String]
    let created: Date
    let updated: Date
    let newest: Int?
    let versionCount: Int
    let champion: Int?
    let aliases: [Alias]
    /// Newest first; nil where models are listed.
    let versions: [VersionReport]?

    init(_ model: RegisteredModel, of shelf: ModelShelf, versions: [ModelShelf.Facts]? = nil) {
        name = model.name.text
        description = model.text
        tags = model.tags.dictionary
        created = Date(milliseconds: model.createdAt)
        updated = Date(milliseconds: model.updatedAt)
        newest = model.versions.last?.number
        versionCount = model.versions.count
        champion = shelf.champion(of: model)?.number
        aliases = model.aliases.map { alias in
            let entry = shelf.decision(on: alias.name, of: model)
            return Alias(
                alias: alias.name.text,
                version: alias.number,
                since: entry?.at,
                by: entry?.actor.description
            )
        }
        self.versions = versions?.map { VersionReport($0, of: model) }
    }
}

/// A version of a model as `--json` prints it.
struct VersionReport: Encodable {
    struct Metric: Encodable {
        let key: String
        /// As text where JSON has no number for it.
        let value: Double?
        let text: String?
        let champion: Double?
        let change: Double?

        init(_ metric: ChampionComparison.Metric) {
            key = metric.key.text
            value = metric.value.isFinite ? metric.value : nil
            text = metric.value.isFinite ? nil : metric.value.description
            champion = metric.champion.flatMap { $0.isFinite ? $0 : nil }
            change = metric.change
        }
    }

    struct Parameter: Encodable {
        let key: String
        let value: String?
        let champion: String?
    }

    let model: String
    let version: Int
    let aliases: [String]
    let stage: String
    let registered: Date
    let by: String
    let description: String
    let tags: [String: String]
    let source: String
    let trackedRun: String?
    let trackedRunName: String?
    let loggedModel: String?
    let run: String?
    let runStage: String?
    let attempt: Int?
    let isChampion: Bool
    let champion: Int?
    let metrics: [Metric]
    /// Those that differ from the champion's.
    let parameters: [Parameter]

    init(_ facts: ModelShelf.Facts, of model: RegisteredModel) {
        let version = facts.version
        let attempt = version.attempt ?? facts.run?.run.attempt
        self.model = model.name.text
        self.version = version.number
        aliases = facts.aliases.map(\.text)
        stage = version.stage.rawValue
        registered = Date(milliseconds: version.createdAt)
        by = version.createdBy.description
        description = version.text
        tags = version.tags.dictionary
        source = version.source
        trackedRun = version.run?.text
        trackedRunName = facts.run?.run.name
        loggedModel = version.loggedModel
        run = attempt?.run.description
        runStage = attempt?.stage.text
        self.attempt = attempt?.number
        isChampion = facts.isChampion
        champion = facts.champion?.number
        metrics = (facts.comparison?.metrics ?? []).map(Metric.init)
        parameters = (facts.comparison?.parameters ?? []).map {
            Parameter(key: $0.key.text, value: $0.value, champion: $0.champion)
        }
    }
}

/// Where a version came from, as `--json` prints it.
struct LineageReport: Encodable {
    struct Input: Encodable {
        let path: String
        let hash: String?
        /// No stage made it.
        let isSource: Bool
    }

    struct File: Encodable {
        let path: String
        let hash: String?
    }

    struct Stage: Encodable {
        let stage: String
        let inputs: [Input]
        let parameters: [String: String]
        let outputs: [File]
    }

    let model: String
    let version: Int
    let aliases: [String]
    let source: String
    let loggedModel: String?
    let trackedRun: String?
    let trackedRunName: String?
    let run: String?
    let stage: String?
    let attempt: Int?
    let commit: String?
    let by: String
    let stages: [Stage]

    init(_ lineage: VersionLineage) {
        model = lineage.id.model.text
        version = lineage.id.number
        aliases = lineage.aliases.map(\.text)
        source = lineage.version.source
        loggedModel = lineage.version.loggedModel
        trackedRun = lineage.version.run?.text
        trackedRunName = lineage.run?.run.name
        run = lineage.attempt?.run.description
        stage = lineage.attempt?.stage.text
        attempt = lineage.attempt?.number
        commit = lineage.commit
        by = lineage.version.createdBy.description
        stages = lineage.stages.map { stage in
            Stage(
                stage: stage.name.text,
                inputs: stage.inputs.map {
                    Input(path: $0.path.text, hash: $0.hash, isSource: $0.isSource)
                },
                parameters: Dictionary(
                    stage.parameters.map { ("\($0.file):\($0.key)", $0.value ?? "") },
                    uniquingKeysWith: { first, _ in first }
                ),
                outputs: stage.outputs.map { File(path: $0.path, hash: $0.hash) }
            )
        }
    }
}

extension KeyedTexts {
    fileprivate var dictionary: [String: String] {
        Dictionary(entries.map { ($0.key.text, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Date {
    fileprivate init(milliseconds: Milliseconds) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1_000)
    }
}
