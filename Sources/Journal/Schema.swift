import Foundation
import GRDB
import Glibc

/// The tables of the journal and the steps that lead to them; SQLite's `user_version` counts them.
package enum Schema {
    /// The steps from an empty journal to the version this Pitwall writes, which is their number.
    package static let steps = [tables, tracking, registry, loggedModels, promotions]

    /// Brings an empty or older journal to the newest version, all or nothing.
    ///
    /// An older one is copied first, to `journal.db.version-1` and so on, and the copy is kept.
    static func migrate(_ database: Database, path: String, steps: [String]) throws {
        let found = try refuseNewer(database, path: path, version: steps.count)
        guard found < steps.count else { return }
        if found > 0 { try keep(database, "\(path).version-\(found)") }
        try database.inTransaction {
            for step in steps[found...] { try database.execute(sql: step) }
            try database.execute(sql: "PRAGMA user_version = \(steps.count)")
            return .commit
        }
    }

    /// A copy of the whole journal; one of an upgrade that came to nothing is replaced.
    private static func keep(_ database: Database, _ copy: String) throws {
        unlink(copy)
        // SQLite takes a file that is empty, with the mode it has.
        try FileCopy.makeEmpty(copy)
        try database.execute(sql: "VACUUM INTO ?", arguments: [copy])
        try FileCopy.flush(copy)
    }

    /// The version of a journal that this Pitwall can read.
    @discardableResult
    static func refuseNewer(
        _ database: Database,
        path: String,
        version: Int = steps.count
    ) throws -> Int {
        let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard found <= version else {
            throw JournalError(
                .newer,
                "'\(path)' was last written by a newer Pitwall (journal version \(found), this one "
                    + "knows \(version)). Nothing was changed; use the newer Pitwall."
            )
        }
        return found
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

    /// Experiments and tracked runs.
    ///
    /// A run's parameters (kind 0) and tags (kind 1) have rows of
    /// their own, by which runs are found.
    private static let tracking = """
        CREATE TABLE experiments (
            id TEXT PRIMARY KEY,
            created INTEGER NOT NULL,
            is_deleted INTEGER NOT NULL,
            restorations INTEGER NOT NULL,
            json TEXT NOT NULL
        ) STRICT;
        CREATE TABLE tracked_runs (
            id TEXT PRIMARY KEY,
            experiment TEXT NOT NULL,
            started INTEGER NOT NULL,
            deleted_after INTEGER,
            json TEXT NOT NULL
        ) STRICT;
        CREATE INDEX tracked_runs_by_start ON tracked_runs (started DESC, id);
        CREATE INDEX tracked_runs_by_experiment ON tracked_runs (experiment, started DESC, id);
        CREATE TABLE tracked_entries (
            run TEXT NOT NULL,
            kind INTEGER NOT NULL,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (run, kind, key)
        ) STRICT, WITHOUT ROWID;
        """

    /// Registered models and their versions.
    private static let registry = """
        CREATE TABLE registered_models (
            name TEXT PRIMARY KEY,
            json TEXT NOT NULL
        ) STRICT;
        CREATE TABLE model_versions (
            model TEXT NOT NULL,
            number INTEGER NOT NULL,
            json TEXT NOT NULL,
            PRIMARY KEY (model, number)
        ) STRICT, WITHOUT ROWID;
        """

    /// Logged models, what tracked runs use, and what they make.
    ///
    /// A model's parameters and tags stand in `tracked_entries` under its id. Models that a run
    /// uses are of kind 0, those that it makes of kind 1.
    private static let loggedModels = """
        CREATE TABLE logged_models (
            id TEXT PRIMARY KEY,
            experiment TEXT NOT NULL,
            name TEXT NOT NULL,
            type TEXT,
            source TEXT,
            status TEXT NOT NULL,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            is_deleted INTEGER NOT NULL,
            json TEXT NOT NULL
        ) STRICT;
        CREATE INDEX logged_models_by_experiment ON logged_models (experiment, created DESC, id);
        CREATE INDEX logged_models_by_source ON logged_models (source, name);
        CREATE TABLE run_datasets (
            run TEXT NOT NULL,
            place INTEGER NOT NULL,
            name TEXT NOT NULL,
            digest TEXT NOT NULL,
            context TEXT,
            tags TEXT NOT NULL,
            source_type TEXT NOT NULL,
            source TEXT NOT NULL,
            schema TEXT,
            profile TEXT,
            PRIMARY KEY (run, place)
        ) STRICT;
        CREATE TABLE run_models (
            run TEXT NOT NULL,
            kind INTEGER NOT NULL,
            place INTEGER NOT NULL,
            model TEXT NOT NULL,
            step INTEGER NOT NULL,
            PRIMARY KEY (run, kind, place)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX run_models_by_model ON run_models (model);
        """

    /// Requests to move aliases.
    private static let promotions = """
        CREATE TABLE promotions (
            number INTEGER PRIMARY KEY,
            is_open INTEGER NOT NULL,
            json TEXT NOT NULL
        ) STRICT;
        """
}
