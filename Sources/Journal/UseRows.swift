import Domain
import GRDB

/// What tracked runs use and make, as rows.
enum UseRows {
    private static let input = 0
    private static let output = 1

    // MARK: - Writing

    /// Writes what a commit's events add, behind what its runs had before.
    static func write(_ commit: Commit, in database: Database, codec: EventCodec) throws {
        let runs = Dictionary(commit.trackedRuns.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        var left: [TrackedRunID: RunUses] = [:]
        // From the end: there every run stands as the commit has it.
        for entry in commit.entries.reversed() {
            guard case .tracking(let event) = entry.event, let id = event.run,
                let run = runs[id]
            else { continue }
            var uses = left[id] ?? run.uses
            switch event {
            case .inputsAdded(_, let datasets, let models):
                uses.datasets.removeLast(datasets.count)
                uses.models.removeLast(models.count)
                try write(datasets, from: uses.datasets.count, of: id, in: database, codec: codec)
                let models = models.map { ModelOutput($0) }
                try write(models, input, from: uses.models.count, of: id, in: database)
            case .outputsAdded(_, let outputs):
                uses.outputs.removeLast(outputs.count)
                try write(outputs, output, from: uses.outputs.count, of: id, in: database)
            default: continue
            }
            left[id] = uses
        }
    }

    private static func write(
        _ datasets: [DatasetInput],
        from first: Int,
        of run: TrackedRunID,
        in database: Database,
        codec: EventCodec
    ) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO run_datasets
                    (run, place, name, digest, context, tags, source_type, source, schema, profile)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        for (offset, input) in datasets.enumerated() {
            let (dataset, tags) = (input.dataset, KeyedTexts(input.tags))
            try statement.execute(arguments: [
                run.text, first + offset, dataset.name, dataset.digest,
                tags[DatasetUse.contextTag], try codec.json(of: tags), dataset.sourceType,
                dataset.source, dataset.schema, dataset.profile,
            ])
        }
    }

    private static func write(
        _ models: [ModelOutput],
        _ kind: Int,
        from first: Int,
        of run: TrackedRunID,
        in database: Database
    ) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO run_models (run, kind, place, model, step)
                VALUES (?, ?, ?, ?, ?)
                """
        )
        for (offset, model) in models.enumerated() {
            try statement.execute(arguments: [
                run.text, kind, first + offset, model.model.text, model.step,
            ])
        }
    }

    // MARK: - Reading

    /// What the runs of a JSON list of ids use and make, as far as they do.
    static func uses(
        of ids: String,
        in database: Database,
        codec: EventCodec
    ) throws -> [TrackedRunID: RunUses] {
        guard try database.tableExists("run_datasets") else { return [:] }
        var uses: [TrackedRunID: RunUses] = [:]
        let datasets = try Row.fetchCursor(
            database,
            sql: """
                SELECT run, name, digest, tags,
                    length(CAST(source_type AS BLOB)) + length(CAST(source AS BLOB))
                    + coalesce(length(CAST(schema AS BLOB)), 0)
                    + coalesce(length(CAST(profile AS BLOB)), 0) AS size
                FROM run_datasets
                WHERE run IN (SELECT value FROM json_each(?)) ORDER BY run, place
                """,
            arguments: [ids]
        )
        while let row = try datasets.next() {
            let use = DatasetUse(
                name: row["name"],
                digest: row["digest"],
                tags: try codec.value(KeyedTexts.self, of: row["tags"]),
                size: row["size"]
            )
            uses[TrackedRunID(row["run"]), default: RunUses()].datasets.append(use)
        }
        let models = try Row.fetchCursor(
            database,
            sql: """
                SELECT run, kind, model, step FROM run_models
                WHERE run IN (SELECT value FROM json_each(?)) ORDER BY run, kind, place
                """,
            arguments: [ids]
        )
        while let row = try models.next() {
            let model = LoggedModelID(row["model"])
            let kind: Int = row["kind"]
            if kind == input {
                uses[TrackedRunID(row["run"]), default: RunUses()].models.append(model)
            } else {
                let made = ModelOutput(model, step: row["step"])
                uses[TrackedRunID(row["run"]), default: RunUses()].outputs.append(made)
            }
        }
        return uses
    }

    /// The descriptions of the datasets that runs use, of those that use some.
    static func datasets(
        of runs: [TrackedRunID],
        in database: Database,
        codec: EventCodec
    ) throws -> [RunDatasets] {
        guard try database.tableExists("run_datasets") else { return [] }
        var found: [TrackedRunID: [Dataset]] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT run, name, digest, source_type, source, schema, profile FROM run_datasets
                WHERE run IN (SELECT value FROM json_each(?)) ORDER BY run, place
                """,
            arguments: [try codec.json(of: runs)]
        )
        while let row = try rows.next() {
            let dataset = Dataset(
                name: row["name"],
                digest: row["digest"],
                sourceType: row["source_type"],
                source: row["source"],
                schema: row["schema"],
                profile: row["profile"]
            )
            found[TrackedRunID(row["run"]), default: []].append(dataset)
        }
        return found.sorted { $0.key < $1.key }.map { RunDatasets(run: $0, datasets: $1) }
    }
}
