import Domain
import Foundation
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Takes a request apart, has it answered, and says so in MLflow's form.
struct TrackingResponder: Sendable {
    let service: TrackingService
    let attempt: @Sendable (_ token: String) -> AttemptID?

    /// Clients before 3.4 do not try to send traces, which are not taken here.
    private static let version = "3.3.0"

    private static let serverInfo: JSONValue = [
        "store_type": .text("SqlStore"),
        "workspaces_enabled": .flag(false),
        "multipart_uploads_enabled": .flag(false),
        "multipart_downloads_enabled": .flag(false),
    ]

    func respond(
        to request: Request,
        _ writer: consuming ResponseWriter,
        _ channel: any Channel
    ) async throws {
        if request.headers[.expect]?.lowercased() == "100-continue" {
            try await writer.writeInformationalHead(HTTPResponse(status: .continue))
        }
        let (response, isLast) = await answer(request, channel)
        // What follows the head of an answer to HEAD would be taken for the next answer.
        let body = request.method == .head ? ResponseBody() : response.body
        try await writer.write(response: response.head, body: body)
        // What is left of a body that is too long is not waited for.
        if isLast { try await channel.close() }
    }

    private func answer(
        _ request: Request,
        _ channel: any Channel
    ) async -> (Response, isLast: Bool) {
        let (path, query) = Self.parts(of: request.head.path ?? "")
        do throws(TrackingError) {
            try Self.check(request)
            switch (request.method, path) {
            case (.get, "/health"): return (.plain("OK"), false)
            case (.get, "/version"): return (.plain(Self.version), false)
            case (.get, "/api/3.0/mlflow/server-info"), (.get, "/ajax-api/3.0/mlflow/server-info"):
                return (.json(Self.serverInfo), false)
            default: break
            }
            let caller = try caller(request)
            if let found = try await service.answerArtifacts(request, path, query, channel) {
                service.noteFollowing(artifact: path)
                return (found, false)
            }
            guard let route = TrackingRoutes.route(request.method, path) else {
                throw TrackingError(
                    .endpointNotFound,
                    "There is no '\(request.method.rawValue) \(path)' here."
                )
            }
            let body = try await body(of: request, channel)
            let fields = try body.map { (body) throws(TrackingError) in try Fields(body: body) }
            let call = Call(
                fields: (fields ?? Fields(query: query)).adding(route.fields),
                attempt: caller?.attempt,
                identity: TrackingRoutes.isCreation(path)
                    ? RequestIdentity(token: caller?.token, path: path, body: body) : nil
            )
            if call.identity == nil { service.noteFollowing(call) }
            return (.json(try await route.handler(service)(call)), false)
        } catch {
            return (.json(error.answer, error.code.status), error == .tooLong)
        }
    }

    /// The body of a request; nil for one that says all in its address.
    private func body(
        of request: Request,
        _ channel: any Channel
    ) async throws(TrackingError) -> Data? {
        let type = request.headers[.contentType]
        if request.method == .get || (request.method == .delete && type == nil) { return nil }
        guard let type, type.lowercased().hasPrefix("application/json") else {
            throw TrackingError(
                .badRequest,
                "Bad Request. Content-Type must be application/json."
            )
        }
        var body = PacedBody(request.body, channel, service.stalls)
        var bytes = Data()
        while let piece = try await body.next() {
            for buffer in piece { bytes.append(contentsOf: buffer.readableBytesView) }
            guard bytes.count <= HTTPLimits.body else { throw .tooLong }
        }
        return bytes
    }

    /// Whose token a request shows; a token that nobody was given is refused.
    private func caller(
        _ request: Request
    ) throws(TrackingError) -> (token: String, attempt: AttemptID)? {
        guard let value = request.headers[.authorization], value.hasPrefix("Bearer ") else {
            return nil
        }
        let token = String(value.dropFirst("Bearer ".count))
        guard let attempt = attempt(token) else {
            throw TrackingError(.unauthenticated, "The token is of no attempt of this project.")
        }
        return (token, attempt)
    }

    /// A web page, or a name that leads here by a trick, changes and learns nothing.
    private static func check(_ request: Request) throws(TrackingError) {
        guard isLoopback(request.head.authority ?? "") else {
            throw TrackingError(.permissionDenied, "This host name does not lead here.")
        }
        guard let origin = request.headers[.origin] else { return }
        let parts = origin.split(separator: "/", omittingEmptySubsequences: true)
        guard parts.count == 2, isLoopback(String(parts[1])) else {
            throw TrackingError(.permissionDenied, "Requests of other sites are not taken.")
        }
    }

    private static func isLoopback(_ authority: String) -> Bool {
        var host = authority[...]
        if let colon = host.lastIndex(of: ":"),
            host[host.index(after: colon)...].allSatisfy(\.isNumber)
        {
            host = host[..<colon]
        }
        return ["127.0.0.1", "localhost", "[::1]"].contains(host.lowercased())
    }

    /// The path of a target, and its query, decoded.
    private static func parts(
        of target: String
    ) -> (path: String, query: [(name: String, value: String)]) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return (target, []) }
        let query = parts[1].split(separator: "&").map { field in
            let sides = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: decoded(sides[0]), value: sides.count == 2 ? decoded(sides[1]) : "")
        }
        return (String(parts[0]), query)
    }

    private static func decoded(_ text: Substring) -> String {
        let spaced = text.replacing("+", with: " ")
        return spaced.removingPercentEncoding ?? String(spaced)
    }
}

extension TrackingError {
    static let tooLong = TrackingError(
        .invalidParameterValue,
        "The request's body is longer than \(HTTPLimits.body >> 20) MiB."
    )
}

extension Response {
    static func plain(_ text: String) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }

    static func json(_ value: JSONValue, _ status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json", .xContentTypeOptions: "nosniff"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.bytes))
        )
    }
}
