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
                case .dataset(let key):
                    .rows("run_datasets d WHERE d.run = r.id", value: "d.\(key)", [])
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

    /// Logged models, as rows `m` of `logged_models`.
    ///
    /// `hasSeries` says whether there are metric points, in the database `points`; `datasets` on
    /// which of them metrics have to be measured, any where it is empty.
    static func models(hasSeries: Bool, of datasets: [DatasetName]) -> SearchTable {
        SearchTable(
            grammar: .loggedModels,
            order: "m.created DESC, m.id",
            source: { subject in
                switch subject {
                case .metric(let key):
                    if hasSeries {
                        let (test, arguments) = condition(on: datasets)
                        return .rows(
                            "points.model_points p WHERE p.model = m.id AND p.key = ?" + test,
                            value: "p.number",
                            newest: "ORDER BY p.time DESC, p.step DESC",
                            [key] + arguments
                        )
                    }
                    return .nowhere
                case .parameter(let key): return entry(TrackingRows.parameter, key, of: "m.id")
                case .tag(let key): return entry(TrackingRows.tag, key, of: "m.id")
                case .dataset: return .nowhere
                case .attribute(let name): return .column(modelColumn(name))
                }
            },
            // A state has a longer name in MLflow, in large letters.
            stored: { name, text in
                guard name == "status" else { return text }
                let word = text.uppercased().replacing("LOGGED_MODEL_", with: "")
                return word == "UPLOAD_FAILED" ? "failed" : word.lowercased()
            }
        )
    }

    /// That anything of a model was measured on one of some datasets.
    static func measured(
        hasSeries: Bool,
        on datasets: [DatasetName]
    ) -> (text: String, arguments: [any DatabaseValueConvertible]) {
        guard hasSeries else { return ("0", []) }
        let (test, arguments) = condition(on: datasets)
        return (
            "EXISTS (SELECT 1 FROM points.model_points p WHERE p.model = m.id\(test))", arguments
        )
    }

    /// That a point `p` was measured on one of some datasets; nothing where there are none.
    private static func condition(
        on datasets: [DatasetName]
    ) -> (String, [any DatabaseValueConvertible]) {
        if datasets.isEmpty { return ("", []) }
        var arguments: [any DatabaseValueConvertible] = []
        let tests = datasets.map { dataset in
            arguments.append(dataset.name)
            guard let digest = dataset.digest else { return "p.dataset = ?" }
            arguments.append(digest)
            return "(p.dataset = ? AND p.digest = ?)"
        }
        return (" AND (" + tests.joined(separator: " OR ") + ")", arguments)
    }

    private static func modelColumn(_ name: String) -> String {
        switch name {
        case "name": "m.name"
        case "model_id": "m.id"
        case "model_type": "m.type"
        case "status": "m.status"
        case "source_run_id": "m.source"
        case "creation_timestamp": "m.created"
        case "last_updated_timestamp": "m.updated"
        default: preconditionFailure("No attribute of logged models: \(name).")
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
