import Domain
import GRDB

/// How long attempts took, read back from their rows.
enum AttemptRows {
    /// Attempts that count for a stage's usual duration.
    private static let recentAttempts = 5

    /// The last successful attempts of every stage of a pipeline, newest first.
    static func recentDurations(
        of pipeline: PipelineName,
        in database: Database
    ) throws -> [StageName: [Duration]] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT stage, seconds FROM (
                    SELECT stage, seconds, ended,
                        row_number() OVER (PARTITION BY stage ORDER BY ended DESC) AS rank
                    FROM attempts WHERE pipeline = ? AND succeeded = 1)
                WHERE rank <= ? ORDER BY stage, rank
                """,
            arguments: [pipeline.text, recentAttempts]
        )
        var durations: [StageName: [Duration]] = [:]
        while let row = try rows.next() {
            let stage = StageName(row["stage"])
            durations[stage, default: []].append(.seconds(row["seconds"] as Double))
        }
        return durations
    }

    /// The last successful attempts of one stage, newest first.
    static func recentDurations(
        of stage: StageName,
        in pipeline: PipelineName,
        _ database: Database
    ) throws -> [Duration] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT seconds FROM attempts WHERE pipeline = ? AND stage = ? AND succeeded = 1
                ORDER BY ended DESC LIMIT ?
                """
        )
        return try Double.fetchAll(
            statement,
            arguments: [pipeline.text, stage.text, recentAttempts]
        ).map { .seconds($0) }
    }
}
