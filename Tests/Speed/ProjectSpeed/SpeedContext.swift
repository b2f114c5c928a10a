import Foundation
import Glibc

/// Where and with what is measured.
struct SpeedContext {
    let folder: String
    let sizes: SpeedSizes
    let runs: Int
    private let programs: [SpeedProgram: String]

    init(_ options: BenchmarkOptions) throws {
        guard access(options.program, X_OK) == 0 else {
            throw SpeedFailure("There is no '\(options.program)'. Build the product pitwall first.")
        }
        sizes = options.isQuick ? .quick : .full
        runs = options.runs ?? (options.isQuick ? 1 : 5)
        var programs: [SpeedProgram: String] = [.pitwall: options.program, .shell: "/bin/sh"]
        programs[.ninja] = Self.inPath("ninja")
        programs[.dvc] = Self.dvc
        self.programs = programs
        folder = options.folder + "/pitwall-speed-\(getpid())"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
    }

    /// Whether a missing peer is a failure.
    var requiresPeers: Bool {
        ProcessInfo.processInfo.environment["PITWALL_REQUIRE_PEERS"] == "1"
    }

    func path(of program: SpeedProgram) -> String? { programs[program] }

    func has(_ program: SpeedProgram) -> Bool { programs[program] != nil }

    /// What commands find around them: a shell that starts fast, and nothing kept elsewhere.
    var environment: [String: String] {
        var result = ProcessInfo.processInfo.environment
        result["SHELL"] = "/bin/sh"
        result["LC_ALL"] = "C.UTF-8"
        result["DVC_SITE_CACHE_DIR"] = folder + "/dvc-site"
        result["DVC_NO_ANALYTICS"] = "1"
        return result
    }

    /// Runs a contender's command once.
    func run(_ contender: Contender) throws -> Spending {
        guard let program = path(of: contender.program) else {
            throw SpeedFailure("\(contender.program) is missing.")
        }
        let command = MeasuredCommand(
            arguments: [program] + contender.arguments,
            folder: contender.folder
        )
        return try command.run(environment: environment, outputFile: folder + "/output")
    }

    /// Runs a command that is not measured.
    func prepare(_ program: SpeedProgram, _ arguments: [String], in folder: String) throws {
        _ = try run(
            Contender(name: "", program: program, arguments: arguments, folder: folder)
        )
    }

    private static func inPath(_ name: String) -> String? {
        let folders = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return folders.split(separator: ":").map { "\($0)/\(name)" }
            .first { access($0, X_OK) == 0 }
    }

    /// Where `.ci/setup --tests` installs it, or `$PITWALL_PEERS`, or in the path.
    private static var dvc: String? {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let peers = ProcessInfo.processInfo.environment["PITWALL_PEERS"]
        let path = (peers ?? root.path + "/.build/peers") + "/venv/bin/dvc"
        return access(path, X_OK) == 0 ? path : inPath("dvc")
    }
}

/// How much work each row has.
struct SpeedSizes {
    let stages: Int
    /// DVC's part of the same: its time grows faster than the number, so that fewer flatter it.
    let dvcStages: Int
    let unchangedFiles: Int
    let smallFiles: Int
    let smallFileBytes: Int
    let bigFileBytes: Int
    let memoryStages: Int
    let memoryFolders: Int
    let memoryFilesPerFolder: Int

    static let full = SpeedSizes(
        stages: 1_000,
        dvcStages: 100,
        unchangedFiles: 100_000,
        smallFiles: 10_000,
        smallFileBytes: 20_000,
        bigFileBytes: 2_000_000_000,
        memoryStages: 10_000,
        memoryFolders: 1_000,
        memoryFilesPerFolder: 1_000
    )

    static let quick = SpeedSizes(
        stages: 20,
        dvcStages: 4,
        unchangedFiles: 300,
        smallFiles: 50,
        smallFileBytes: 20_000,
        bigFileBytes: 5_000_000,
        memoryStages: 40,
        memoryFolders: 10,
        memoryFilesPerFolder: 20
    )
}
