import Artifacts
import Domain
import HTTPTypes
import HummingbirdCore
import NIOCore

/// `mlflow-artifacts/…`: files that are uploaded, listed, downloaded and removed.
extension TrackingService {
    /// The answer to a request for artifacts; nil for any other.
    func answerArtifacts(
        _ request: Request,
        _ path: String,
        _ query: [(name: String, value: String)],
        _ channel: any Channel
    ) async throws(TrackingError) -> Response? {
        guard let rest = Self.artifactsPart(of: path) else { return nil }
        if rest == "artifacts", request.method == .get {
            return .json(try await list(query.last { $0.name == "path" }?.value ?? ""))
        }
        if let text = rest.dropping(prefix: "artifacts/") {
            switch request.method {
            case .get:
                return try await download(try place(text), request.headers[.range], channel)
            case .put:
                // A '?' in a file's name that was not encoded would cut it short.
                guard query.isEmpty else {
                    throw TrackingError(.invalidParameterValue, "Invalid path: it holds '?'.")
                }
                return try await upload(request, to: try place(text), channel)
            case .delete: return try await remove(try place(text))
            default: break
            }
        }
        if ["mpu/", "presigned"].contains(where: { rest.hasPrefix($0) }) {
            throw TrackingError(
                .notImplemented,
                "Artifacts go through this server in one piece: there are no multipart uploads and "
                    + "no presigned addresses."
            )
        }
        return nil
    }

    private static func artifactsPart(of path: String) -> Substring? {
        for prefix in ["/api/2.0/mlflow-artifacts/", "/ajax-api/2.0/mlflow-artifacts/"] {
            if let rest = path[...].dropping(prefix: prefix) { return rest }
        }
        return nil
    }

    private func place(_ encoded: Substring) throws(TrackingError) -> ArtifactPath {
        do {
            return try ArtifactPath(encoded: encoded)
        } catch {
            throw TrackingError(error)
        }
    }

    // MARK: - Upload

    private func upload(
        _ request: Request,
        to path: ArtifactPath,
        _ channel: any Channel
    ) async throws(TrackingError) -> Response {
        try await checkWritable(path, isFolderMeant: false)
        let size = request.headers[.contentLength].flatMap { Int($0) }
        let upload = try await artifacts.perform { folder throws(ArtifactFault) in
            try folder.upload(to: path, size: size)
        }
        do {
            var body = PacedBody(request.body, channel, stalls)
            while let piece = try await body.next() {
                try await artifacts.write(piece, to: upload)
            }
            try await artifacts.perform { _ throws(ArtifactFault) in try upload.finish() }
        } catch {
            try await artifacts.perform { _ in upload.discard() }
            throw error
        }
        return .json([:])
    }

    private func remove(_ path: ArtifactPath) async throws(TrackingError) -> Response {
        try await checkWritable(path, isFolderMeant: true)
        try await artifacts.perform { folder throws(ArtifactFault) in try folder.remove(path) }
        return .json([:])
    }

    /// Refuses a path that is of no run or model which can be logged to.
    private func checkWritable(
        _ path: ArtifactPath,
        isFolderMeant: Bool
    ) async throws(TrackingError) {
        guard let found = path.owner, isFolderMeant || path.names.count > found.depth else {
            throw TrackingError(
                .invalidParameterValue,
                "Invalid path: '\(path)' is in no run's and no model's folder of artifacts, such "
                    + "as '0/<run id>/artifacts/'."
            )
        }
        switch found.owner {
        case .run(let id, let experiment):
            guard try await activeRun(id).run.experiment == experiment else {
                throw TrackingError(
                    .resourceDoesNotExist,
                    "Run with id=\(id) not found in experiment \(experiment)"
                )
            }
        case .model(let id, let experiment): try await checkModel(id, in: experiment)
        }
    }

    /// Refuses a logged model that is not there, or is deleted.
    private func checkModel(
        _ id: LoggedModelID,
        in experiment: ExperimentID
    ) async throws(TrackingError) {
        let model = try await loggedModel(id).model
        guard model.experiment == experiment, !model.isDeleted else { throw .noModel(id) }
    }

    // MARK: - List

    private func list(_ text: String) async throws(TrackingError) -> JSONValue {
        let files = try await files(in: try path(ofFolder: text), below: "")
        return files.isEmpty ? [:] : ["files": .list(files)]
    }

    /// The files of a run: `artifacts/list`.
    func listArtifacts(_ call: Call) async throws(TrackingError) -> JSONValue {
        let run = try await run(try call.fields.run())
        let text = try call.fields.text("path") ?? ""
        let below = try path(ofFolder: text)
        let path: ArtifactPath
        do throws(ArtifactFault) {
            path = try ArtifactOwner.run(run.run.id, in: run.run.experiment).folder()
                .appending(below)
        } catch {
            throw TrackingError(error)
        }
        let inner = text.last == "/" ? String(text.dropLast()) : text
        let files = try await files(in: path, below: inner)
        var answer: [String: JSONValue] = ["root_uri": .text(run.artifactURI)]
        if !files.isEmpty { answer["files"] = .list(files) }
        return .object(answer)
    }

    /// A folder of a query; a slash at its end says nothing more.
    private func path(ofFolder text: String) throws(TrackingError) -> ArtifactPath {
        guard !text.isEmpty else { return .root }
        do {
            return try ArtifactPath(decoded: text.last == "/" ? text.dropLast() : text[...])
        } catch {
            throw TrackingError(error)
        }
    }

    private func files(
        in path: ArtifactPath,
        below: String
    ) async throws(TrackingError) -> [JSONValue] {
        let entries = try await artifacts.perform { folder throws(ArtifactFault) in
            try folder.entries(of: path)
        }
        return (entries ?? []).map { entry in
            var fields: [String: JSONValue] = [
                "path": .text(below.isEmpty ? entry.name : below + "/" + entry.name),
                "is_dir": .flag(entry.size == nil),
            ]
            if let size = entry.size { fields["file_size"] = .integer(Int64(size)) }
            return .object(fields)
        }
    }
}

extension Substring {
    /// What follows a prefix; nil without it.
    func dropping(prefix: String) -> Substring? {
        hasPrefix(prefix) ? dropFirst(prefix.count) : nil
    }
}
