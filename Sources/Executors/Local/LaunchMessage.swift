import Domain

/// A launch as `stage-shim` reads it; the layout stands at the top of its `launch.c`.
struct LaunchMessage {
    private(set) var bytes: [UInt8] = []

    init(_ launch: StageLaunch) throws {
        try add(launch.folder, as: "the attempt's folder")
        try add(launch.workingFolder, as: "the working folder")
        try add(launch.shell, as: "the shell")
        add(UInt32(clamping: launch.scripts.count))
        for script in launch.scripts { try add(script, as: "a command") }
        try add(launch.environment, secrets: launch.secretNames)
        add(launch.timeout.map(\.microseconds) ?? -1)
        add(launch.grace.microseconds)
        add(launch.logCap)
        bytes.append(launch.wantsTerminal ? 1 : 0)
        guard bytes.count <= Self.byteLimit else {
            throw ExecutorError(
                .invalidLaunch,
                "The commands and the environment of \(launch.attempt) together exceed 64 MiB."
            )
        }
    }

    /// What the other side takes at most.
    private static let byteLimit = 64 << 20

    private mutating func add(
        _ environment: [EnvironmentEntry],
        secrets: [String]
    ) throws {
        let secret = Set(secrets.map { Array($0.utf8) })
        add(UInt32(clamping: environment.count))
        for entry in environment {
            guard !entry.name.isEmpty, !entry.name.utf8.contains(UInt8(ascii: "=")) else {
                throw ExecutorError(
                    .invalidLaunch,
                    "An environment variable cannot be named '\(entry.name)'."
                )
            }
            bytes.append(secret.contains(Array(entry.name.utf8)) ? 1 : 0)
            // The value may be secret: an error names the variable only.
            try add("\(entry.name)=\(entry.value)", as: "the variable '\(entry.name)'")
        }
    }

    private mutating func add(_ text: String, as what: String) throws {
        guard !text.utf8.contains(0) else {
            throw ExecutorError(
                .invalidLaunch,
                "No process can be given a zero byte, as in \(what)."
            )
        }
        add(UInt32(clamping: text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func add(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

extension Duration {
    /// Whole microseconds, as many as fit.
    var microseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, tooLarge) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return tooLarge ? (seconds < 0 ? .min : .max) : sum
    }
}
