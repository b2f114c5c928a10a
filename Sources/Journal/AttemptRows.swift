import Domain
import GRDB

/// How long attempts took, read back from their rows.
enum AttemptRows {
    /// Attempts that count for a stage's usual duration.
    private static let recentAttempts = 5

    /// The last successful attempts of every stage of a run's pipeline, newest first.
    ///
    /// Takes time linear in the stages, however many attempts there were.
    static func recentDurations(
        of run: Run,
        in database: Database
    ) throws -> [StageName: [Duration]] {
        let attempts = try Int.fetchOne(database, sql: "SELECT max(rowid) FROM attempts") ?? 0
        guard attempts > run.stages.count * recentAttempts else {
            return try allRecentDurations(of: run.id.pipeline, in: database)
        }
        var durations: [StageName: [Duration]] = [:]
        for stage in run.stages {
            let recent = try recentDurations(of: stage.stage, in: run.id.pipeline, database)
            if !recent.isEmpty { durations[stage.stage] = recent }
        }
        return durations
    }

    /// The same from all attempts of the pipeline at once, which is faster where they are few.
    private static func allRecentDurations(
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
