import Foundation
import GRDB

/// The tables of the journal and the steps that lead to them.
enum Schema {
    /// The version this Pitwall writes, kept in SQLite's `user_version`.
    static let version = 1

    /// Brings an empty or older journal to `version`, in one transaction.
    static func migrate(_ database: Database, path: String) throws {
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard found <= version else {
            throw JournalError(
                .newer,
                "'\(path)' was last written by a newer Pitwall (journal version \(found), this one "
                    + "knows \(version)). Nothing was changed; use the newer Pitwall."
            )
        }
        guard found < version else { return }
        try database.inTransaction {
            try database.execute(sql: tables)
            try database.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
        }
    }

    /// Events are the truth; the other tables are projections of them.
    private static let tables = """
        CREATE TABLE events (
            position INTEGER PRIMARY KEY,
            at REAL NOT NULL,
            kind TEXT NOT NULL,
            version INTEGER NOT NULL,
            subject TEXT NOT NULL,
            actor TEXT NOT NULL,
            json TEXT NOT NULL
        ) STRICT;
        CREATE INDEX events_by_subject ON events (subject, position);
        CREATE TABLE runs (
            pipeline TEXT NOT NULL,
            number INTEGER NOT NULL,
            is_open INTEGER NOT NULL,
            position INTEGER NOT NULL,
            json TEXT NOT NULL,
            PRIMARY KEY (pipeline, number)
        ) STRICT;
        CREATE INDEX open_runs ON runs (is_open) WHERE is_open = 1;
        CREATE TABLE stage_runs (
            pipeline TEXT NOT NULL,
            number INTEGER NOT NULL,
            stage TEXT NOT NULL,
            json TEXT NOT NULL,
            PRIMARY KEY (pipeline, number, stage)
        ) STRICT;
        CREATE TABLE attempts (
            pipeline TEXT NOT NULL,
            number INTEGER NOT NULL,
            stage TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            ended REAL NOT NULL,
            seconds REAL NOT NULL,
            succeeded INTEGER NOT NULL,
            PRIMARY KEY (pipeline, number, stage, attempt)
        ) STRICT;
        CREATE INDEX attempts_by_stage ON attempts (pipeline, stage, succeeded, ended);
        CREATE TABLE controls (
            pipeline TEXT PRIMARY KEY,
            json TEXT NOT NULL
        ) STRICT;
        """
}
