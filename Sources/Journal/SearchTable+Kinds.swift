import Domain
import Expressions
import GRDB

extension SearchTable {
    /// Tracked runs, as rows `r` of `tracked_runs`.
    ///
    /// `hasSeries` says whether there are metric points, in the database `points`.
    static func runs(hasSeries: Bool) -> SearchTable {
        SearchTable(
            grammar: .runs,
            order: "r.started DESC, r.id",
            source: { subject in
                switch subject {
                case .metric(let key):
                    hasSeries
                        ? .rows(
                            "points.series s WHERE s.run = r.id AND s.key = ?",
                            value: "s.number",
                            [key]
                        ) : .nowhere
                case .parameter(let key): entry(TrackingRows.parameter, key, of: "r.id")
                case .tag(let key): entry(TrackingRows.tag, key, of: "r.id")
                case .dataset: .nowhere
                case .attribute(let name): .column(runColumn(name))
                }
            },
            // A state is written in small letters here, in large ones by MLflow.
            stored: { $0 == "status" ? $1.lowercased() : $1 }
        )
    }

    private static func runColumn(_ name: String) -> String {
        switch name {
        case "run_id": "r.id"
        case "run_name": "json_extract(r.json, '$.name')"
        case "status": "json_extract(r.json, '$.status')"
        case "user_id": "json_extract(r.json, '$.user')"
        case "artifact_uri":
            "('mlflow-artifacts:/' || r.experiment || '/' || r.id || '/artifacts')"
        case "start_time": "r.started"
        case "end_time": "json_extract(r.json, '$.endedAt')"
        default: preconditionFailure("No attribute of runs: \(name).")
        }
    }

    /// Experiments, as rows `e` with the columns of `experiments`.
    static var experiments: SearchTable {
        SearchTable(
            grammar: .experiments,
            order: "e.created DESC, e.id",
            source: { subject in
                switch subject {
                case .tag(let key):
                    .rows(
                        """
                        json_each(e.json, '$.tags') t WHERE json_extract(t.value, '$.key') = ?
                        """,
                        value: "json_extract(t.value, '$.value')",
                        [key]
                    )
                case .attribute(let name): .column(experimentColumn(name))
                case .metric, .parameter, .dataset: .nowhere
                }
            }
        )
    }

    private static func experimentColumn(_ name: String) -> String {
        switch name {
        case "name": "json_extract(e.json, '$.name')"
        case "experiment_id": "e.id"
        case "creation_time": "e.created"
        case "last_update_time": "json_extract(e.json, '$.updatedAt')"
        default: preconditionFailure("No attribute of experiments: \(name).")
        }
    }

    /// A parameter or a tag of a thing.
    private static func entry(_ kind: Int, _ key: String, of id: String) -> Source {
        .rows(
            "tracked_entries t WHERE t.run = \(id) AND t.kind = \(kind) AND t.key = ?",
            value: "t.value",
            [key]
        )
    }
}
