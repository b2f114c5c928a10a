/// All that a watcher needs to run one attempt.
package struct StageLaunch: Hashable, Codable, Sendable {
    package let attempt: AttemptID
    /// The absolute folder of this attempt's files: `log`, `times`, `status`, `watcher`.
    package let folder: String
    /// Shell scripts, run one after the other until one fails.
    package let scripts: [String]
    /// The absolute working folder.
    package let workingFolder: String
    /// The absolute path of the shell.
    package let shell: String
    /// The whole environment, sorted by name.
    package let environment: [EnvironmentEntry]
    /// Names of the entries of `environment` whose values never reach the log.
    package let secretNames: [String]
    package let timeout: Duration?
    /// The time between the polite signal and the kill.
    package let grace: Duration
    /// Bytes of log kept; beyond it the middle is dropped.
    package let logCap: Int64
    package let wantsTerminal: Bool

    package init(
        attempt: AttemptID,
        folder: String,
        scripts: [String],
        workingFolder: String,
        shell: String,
        environment: [EnvironmentEntry],
        secretNames: [String] = [],
        timeout: Duration? = nil,
        grace: Duration = .seconds(5),
        logCap: Int64 = 1 << 30,
        wantsTerminal: Bool = false
    ) {
        self.attempt = attempt
        self.folder = folder
        self.scripts = scripts
        self.workingFolder = workingFolder
        self.shell = shell
        self.environment = environment
        self.secretNames = secretNames
        self.timeout = timeout
        self.grace = grace
        self.logCap = logCap
        self.wantsTerminal = wantsTerminal
    }
}

/// One variable of an environment.
package struct EnvironmentEntry: Hashable, Codable, Sendable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// What is found when an attempt is looked for after an engine's death.
package enum AttemptFinding: Hashable, Sendable {
    /// Its watcher lives; the exit will be reported as for an attempt started here.
    case running(ProcessRecord)
    /// It ended and left its report.
    case ended(ExitReport)
    /// It was never started: no watcher left a trace.
    case neverStarted
    /// A watcher was there and is gone without a report (power cut, or killed by hand).
    case lost
    /// Nothing can be found out just now, for want of descriptors or memory; what becomes of it
    /// will be reported.
    case unknown
}
