/// A line of a file the user wrote.
package struct SourcePlace: Hashable, Codable, Sendable, CustomStringConvertible {
    package let file: ProjectPath
    /// Counted from 1.
    package let line: Int
    /// Counted from 1.
    package let column: Int

    package init(file: ProjectPath, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
}

/// The command of a stage: one text, each of whose lines is a shell of its own, or a list of
/// shells.
package enum StageCommand: Hashable, Codable, Sendable {
    case text(String)
    case list([String])

    /// What is handed to the shell, one item after the other.
    package var scripts: [String] {
        switch self {
        case .text(let text):
            // Nothing but line ends is a command that does nothing, as nothing but blanks is.
            text.isEmpty || !text.allSatisfy(\.isNewline)
                ? text.split(whereSeparator: \.isNewline).map(String.init) : [""]
        case .list(let items):
            items
        }
    }

    /// There is none: the stage can only stand for what lies there, as it does for DVC.
    package var isEmpty: Bool {
        switch self {
        case .text(let text): text.isEmpty
        case .list(let items): items.isEmpty
        }
    }

    /// The command on one line, for people.
    package var summary: String { scripts.joined(separator: " && ") }
}

/// A file, or keys of it, whose values a stage depends on.
package struct ParameterSource: Hashable, Codable, Sendable {
    /// The path as written in `dvc.yaml`, relative to the stage's working folder.
    package let path: String
    /// The dotted keys, or nil for the whole file.
    package let keys: [String]?

    package init(path: String, keys: [String]?) {
        self.path = path
        self.keys = keys
    }
}

/// Something a stage writes.
package struct OutputDefinition: Hashable, Codable, Sendable {
    package enum Kind: String, Hashable, Codable, Sendable {
        case plain
        case metric
        case plot
    }

    /// The path as written in `dvc.yaml`, relative to the stage's working folder.
    package let path: String
    package let kind: Kind
    /// Kept in the cache, so that an earlier content can come back.
    package let isCached: Bool
    /// Not deleted before the stage runs.
    package let isPersistent: Bool
    package let summary: String?

    package init(
        path: String,
        kind: Kind = .plain,
        isCached: Bool = true,
        isPersistent: Bool = false,
        summary: String? = nil
    ) {
        self.path = path
        self.kind = kind
        self.isCached = isCached
        self.isPersistent = isPersistent
        self.summary = summary
    }
}

/// How a stage is run.
package enum StageMode: String, Hashable, Codable, Sendable, CaseIterable {
    /// In the background, its output in a log.
    case command
    /// In the foreground of the terminal of the person who steps it.
    case terminal
    /// A notebook server in the background; the person says when the work is done.
    case notebook
}

/// What `pitwall.yaml` adds to a stage.
package struct StageSettings: Hashable, Codable, Sendable {
    package var mode: StageMode
    /// Further attempts after a failed one.
    package var retries: Int
    /// The wait before the first further attempt; it doubles each time.
    package var backoff: Duration
    package var timeout: Duration?
    /// Cores it takes of `limits.cpus`.
    package var cpus: Double
    /// The command's standard input, output and error are a pseudo-terminal.
    package var wantsTerminal: Bool
    /// Names of secrets whose values are in its environment.
    package var secrets: [String]

    package init(
        mode: StageMode = .command,
        retries: Int = 0,
        backoff: Duration = .seconds(10),
        timeout: Duration? = nil,
        cpus: Double = 1,
        wantsTerminal: Bool = false,
        secrets: [String] = []
    ) {
        self.mode = mode
        self.retries = retries
        self.backoff = backoff
        self.timeout = timeout
        self.cpus = cpus
        self.wantsTerminal = wantsTerminal
        self.secrets = secrets
    }
}

/// A stage as `dvc.yaml` and `pitwall.yaml` define it.
package struct StageDefinition: Hashable, Codable, Sendable {
    package let name: StageName
    /// Where its name stands.
    package let place: SourcePlace
    package let command: StageCommand
    /// The working folder; empty is the project's root.
    package let folder: ProjectPath
    /// Paths as written, relative to the working folder, in the order written.
    package let dependencies: [String]
    package let parameters: [ParameterSource]
    package let outputs: [OutputDefinition]
    package let isFrozen: Bool
    package let isAlwaysChanged: Bool
    package let summary: String?
    package var settings: StageSettings

    package init(
        name: StageName,
        place: SourcePlace,
        command: StageCommand,
        folder: ProjectPath = "",
        dependencies: [String] = [],
        parameters: [ParameterSource] = [],
        outputs: [OutputDefinition] = [],
        isFrozen: Bool = false,
        isAlwaysChanged: Bool = false,
        summary: String? = nil,
        settings: StageSettings = StageSettings()
    ) {
        self.name = name
        self.place = place
        self.command = command
        self.folder = folder
        self.dependencies = dependencies
        self.parameters = parameters
        self.outputs = outputs
        self.isFrozen = isFrozen
        self.isAlwaysChanged = isAlwaysChanged
        self.summary = summary
        self.settings = settings
    }
}
