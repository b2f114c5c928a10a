import Domain
import Foundation
import GRDB

/// Metric points that were measured of logged models, beside those of the runs that did.
enum ModelPoints {
    /// No name of a dataset, and no digest, is an empty text.
    static let tables = """
        CREATE TABLE model_points (
            model TEXT NOT NULL,
            key TEXT NOT NULL,
            time INTEGER NOT NULL,
            step INTEGER NOT NULL,
            run TEXT NOT NULL,
            dataset TEXT NOT NULL,
            digest TEXT NOT NULL,
            value INTEGER NOT NULL,
            number REAL,
            PRIMARY KEY (model, key, time, step, run, dataset, digest, value)
        ) STRICT, WITHOUT ROWID;
        """

    static func insert(_ metrics: [ModelMetric], in database: Database) throws {
        guard !metrics.isEmpty else { return }
        let insertion = try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO model_points
                    (model, key, time, step, run, dataset, digest, value, number)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        for metric in metrics {
            let point = metric.point
            try insertion.execute(arguments: [
                metric.model.text, point.key.text, point.timestamp, point.step, metric.run.text,
                metric.dataset?.name ?? "", metric.dataset?.digest ?? "", point.value.stored,
                point.value,
            ])
        }
    }

    /// The points of models, by key, the newest of each first.
    static func metrics(
        of models: [LoggedModelID],
        in database: Database
    ) throws -> [LoggedModelID: [ModelMetric]] {
        guard try database.tableExists("model_points") else { return [:] }
        let ids = String(decoding: try JSONEncoder().encode(models), as: UTF8.self)
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT model, key, time, step, run, dataset, digest, value FROM (
                    SELECT *, row_number() OVER (
                        PARTITION BY model ORDER BY time DESC, step DESC
                    ) AS place FROM model_points WHERE model IN (SELECT value FROM json_each(?))
                ) WHERE place <= ? ORDER BY model, key, time DESC, step DESC
                """,
            arguments: [ids, ModelMetric.most]
        )
        var found: [LoggedModelID: [ModelMetric]] = [:]
        while let row = try rows.next() {
            let (name, digest): (String, String) = (row["dataset"], row["digest"])
            let id = LoggedModelID(row["model"])
            let dataset = name.isEmpty ? nil : DatasetName(name: name, digest: digest.nonEmpty)
            found[id, default: []].append(
                ModelMetric(
                    model: id,
                    point: MetricPoint(row, key: TrackingKey(row["key"])),
                    run: TrackedRunID(row["run"]),
                    dataset: dataset
                )
            )
        }
        return found
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
