package import Domain
import Foundation
import Glibc

/// What the script of an attempt shows, so that what it logs belongs to that attempt.
///
/// It names the attempt, and a part of it that nobody can guess lies in the attempt's folder.
enum AttemptToken {
    private static let name = "token"
    private static let secretBytes = 16

    /// Makes a token and leaves its secret part in the attempt's folder.
    static func make(for attempt: AttemptID, folder: String) throws -> String {
        var generator = SystemRandomness()
        let secret = hex(
            (0..<secretBytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
        )
        let path = folder + "/" + name
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            throw Refusal(.worldFailed, "'\(path)' cannot be made: \(Disk.words(errno)).")
        }
        defer { close(file) }
        guard write(file, secret, secret.utf8.count) == secret.utf8.count else {
            throw Refusal(.worldFailed, "'\(path)' cannot be written: \(Disk.words(errno)).")
        }
        return hex(Array(try JSONEncoder().encode(attempt))) + "." + secret
    }

    /// The attempt that a token was made for; nil for any other text.
    static func attempt(of token: String, folder: (AttemptID) -> String) -> AttemptID? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let json = bytes(parts[0]),
            let attempt = try? JSONDecoder().decode(AttemptID.self, from: Data(json)),
            let secret = secret(in: folder(attempt)), isSame(Array(parts[1].utf8), secret)
        else { return nil }
        return attempt
    }

    private static func secret(in folder: String) -> [UInt8]? {
        let file = open(folder + "/" + name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 2 * secretBytes)
        guard read(file, &bytes, bytes.count) == bytes.count else { return nil }
        return bytes
    }

    /// Takes as long for texts that differ early as for those that differ late.
    private static func isSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2), digits.count <= 2 * 4_096 else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 2) {
            let pair = String(decoding: digits[start..<start + 2], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}

/// What the stages of a project log to, unless they keep another place.
package protocol StageTracking: Sendable {
    /// The address of the tracking server, which listens by then.
    func address() throws(Refusal) -> String
}

extension StageTracking {
    /// What an attempt's environment has for MLflow's clients.
    func environment(
        of attempt: AttemptID,
        folder: String
    ) throws -> (entries: [EnvironmentEntry], secrets: [String]) {
        let address = try address()
        let token = try AttemptToken.make(for: attempt, folder: folder)
        let entries = [
            EnvironmentEntry(name: "MLFLOW_TRACKING_URI", value: address),
            EnvironmentEntry(name: "MLFLOW_TRACKING_TOKEN", value: token),
            EnvironmentEntry(name: "MLFLOW_EXPERIMENT_NAME", value: attempt.run.pipeline.text),
            // An engine that is away comes back within seconds: ask often, and for minutes.
            EnvironmentEntry(name: "MLFLOW_HTTP_REQUEST_MAX_RETRIES", value: "10"),
            EnvironmentEntry(name: "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", value: "1"),
        ]
        return (entries, ["MLFLOW_TRACKING_TOKEN"])
    }
}
