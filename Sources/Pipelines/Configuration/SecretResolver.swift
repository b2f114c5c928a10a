package import Domain
import Foundation

/// Why the value of a secret cannot be had; never holds the value.
package struct SecretFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The secret's name.
    package let name: String
    package let description: String

    init(_ name: String, _ reason: String) {
        self.name = name
        self.description = "The secret '\(name)' \(reason)"
    }
}

/// Runs the command that prints a secret.
package protocol SecretCommand: Sendable {
    /// What the command prints, at most `limit` bytes and one more.
    ///
    /// Throws ``SecretCommandFailure``.
    func output(of command: String, in folder: String, limit: Int) throws -> [UInt8]
}

/// How the command that prints a secret failed.
package enum SecretCommandFailure: Error, Hashable, Sendable {
    case exited(ExitStatus)
    case timedOut(Duration)
    /// The shell could not be started, with the error's number.
    case cannotStart(Int32)
}

/// Gets the values of secrets, when a stage that names them starts.
package struct SecretResolver: Sendable {
    /// The longest value in bytes; the kernel allows no more in one variable.
    package static let longestValue = 64 << 10

    private let root: String
    private let environment: [EnvironmentEntry]
    private let command: any SecretCommand

    /// Resolves for the project at `root`, with the environment Pitwall was started in.
    package init(
        root: String,
        environment: [EnvironmentEntry],
        command: any SecretCommand
    ) {
        self.root = root
        self.environment = environment
        self.command = command
    }

    /// The values of some secrets, in their order; waits for their commands.
    package func values(
        of secrets: [SecretDefinition]
    ) throws(SecretFailure) -> [EnvironmentEntry] {
        var entries: [EnvironmentEntry] = []
        for secret in secrets {
            entries.append(EnvironmentEntry(name: secret.name, value: try value(of: secret)))
        }
        return entries
    }

    /// The value of one secret, without the line's end after it; waits for its command.
    package func value(of secret: SecretDefinition) throws(SecretFailure) -> String {
        let bytes: [UInt8]
        switch secret.source {
        case .environment(let name):
            guard let entry = environment.last(where: { $0.name == name }) else {
                throw SecretFailure(
                    secret.name,
                    "is to come from the variable '\(name)', which is not set."
                        + " Set it and try again."
                )
            }
            bytes = Array(entry.value.utf8)
        case .file(let path):
            bytes = try content(of: path, for: secret.name)
        case .command(let command):
            bytes = try output(of: command, for: secret.name)
        }
        return try text(bytes, for: secret.name)
    }

    private func content(of path: String, for name: String) throws(SecretFailure) -> [UInt8] {
        do {
            return try SourceBytes.read(
                expanded(path),
                named: ProjectPath(path),
                limit: Self.longestValue
            )
        } catch {
            let reason = error.list.first?.text ?? "cannot be read."
            throw SecretFailure(name, "is to come from the file '\(path)': \(reason)")
        }
    }

    private func expanded(_ path: String) -> String {
        if path == "~" || path.hasPrefix("~/") {
            let home = environment.last { $0.name == "HOME" }?.value ?? ""
            return home + path.dropFirst()
        }
        return path.hasPrefix("/") ? path : root + "/" + path
    }

    private func output(of text: String, for name: String) throws(SecretFailure) -> [UInt8] {
        do {
            return try command.output(of: text, in: root, limit: Self.longestValue)
        } catch let failure as SecretCommandFailure {
            throw SecretFailure(name, Self.words(for: failure))
        } catch {
            throw SecretFailure(name, "cannot be had: its command could not be run.")
        }
    }

    private static func words(for failure: SecretCommandFailure) -> String {
        let advice = "Run it by hand in the project's folder to see why."
        switch failure {
        case .exited(let status):
            return "cannot be had: its command ended with \(status). \(advice)"
        case .timedOut(let limit):
            let seconds = limit.components.seconds
            return "cannot be had: its command took longer than \(seconds) s. \(advice)"
        case .cannotStart(let code):
            let reason = String(cString: strerror(code))
            return "cannot be had: its command could not be started: \(reason)."
        }
    }

    private func text(_ bytes: [UInt8], for name: String) throws(SecretFailure) -> String {
        var value = bytes[...]
        if value.last == UInt8(ascii: "\n") { value = value.dropLast() }
        if value.last == UInt8(ascii: "\r") { value = value.dropLast() }
        guard !value.isEmpty else { throw SecretFailure(name, "is empty.") }
        guard value.count <= Self.longestValue else {
            throw SecretFailure(name, "is longer than \(Self.longestValue >> 10) KB.")
        }
        guard !value.contains(0), let text = String(validating: value, as: UTF8.self) else {
            throw SecretFailure(name, "holds bytes that no variable can hold. Use text.")
        }
        return text
    }
}
