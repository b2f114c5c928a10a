import Foundation
import Pipelines
import Testing

/// The real DVC, to compare with.
struct DVCPeer {
    private let program: String

    /// Whether a missing peer is a failure instead of a reason to skip.
    private static let isRequired =
        ProcessInfo.processInfo.environment["PITWALL_REQUIRE_PEERS"] == "1"

    /// Where `.ci/setup --tests` installs it, or `$PITWALL_PEERS`.
    private static let path: RawPath = {
        let root = RawPath(#filePath).parent.parent.parent.parent
        let named = ProcessInfo.processInfo.environment["PITWALL_PEERS"]
        let peers = named.map { RawPath($0) } ?? root.appending(".build/peers")
        return peers.appending("venv/bin/dvc")
    }()

    private static var isInstalled: Bool {
        ((try? FileStatus.of(path)) ?? nil) != nil  // What cannot be looked at cannot be run.
    }

    static let skipReason: Comment = "DVC is not installed; '.ci/setup --tests' installs it."

    /// Whether tests that need it should run; where it is required they then fail.
    static var shouldRun: Bool { isInstalled || isRequired }

    init() throws {
        try #require(Self.isInstalled, Self.skipReason)
        program = Self.path.description
    }

    /// What a command printed; it must end well.
    func run(_ arguments: String, in folder: TemporaryFolder) throws -> String {
        let (status, text) = try Shell.output("'\(program)' \(arguments)", in: folder.path)
        try #require(status == 0, "dvc \(arguments): \(text)")
        return text
    }

    /// How a command ended, and what it printed.
    func output(
        _ arguments: String,
        in folder: TemporaryFolder
    ) throws -> (status: Int32, text: String) {
        try Shell.output("'\(program)' \(arguments)", in: folder.path)
    }

    /// Starts a command that goes on by itself; at its end it writes a line into a pipe.
    func start(_ arguments: String, in folder: TemporaryFolder, telling pipe: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "'\(program)' \(arguments); echo > '\(pipe)'"]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// Makes a folder a project of git and DVC.
    func initialise(_ folder: TemporaryFolder) throws {
        _ = try Shell.run("git init -q", in: folder.path)
        _ = try run("init -q", in: folder)
    }

    /// The status as JSON; `{}` where everything is up to date.
    func status(_ folder: TemporaryFolder) throws -> String {
        try run("status --json", in: folder).split(separator: "\n").last.map(String.init) ?? ""
    }
}
