import Domain
import Foundation

/// What the first look at a project tells, in rows of a label and a text.
struct ProjectSurvey {
    private let root: String
    private let scan: ProjectScan
    private let pipelines: [ProjectPipeline]
    private let environment: [EnvironmentEntry]
    private let user: UInt32

    /// How many names a row lists before it counts the rest.
    private static let listed = 3

    init(
        root: String,
        scan: ProjectScan,
        pipelines: [ProjectPipeline],
        environment: [EnvironmentEntry],
        user: UInt32
    ) {
        self.root = root
        self.scan = scan
        self.pipelines = pipelines
        self.environment = environment
        self.user = user
    }

    var found: FoundThings {
        let owner = FileProbe.owner(root)
        let isForeign = owner.map { $0 != user } ?? false
        var rows: [FoundThings.Row] = []
        func add(_ label: String, _ text: String?) {
            if let text { rows.append(FoundThings.Row(label: label, text: text)) }
        }
        add("pipelines", pipelinesText)
        add("stages", stagesText)
        add("lock", lockText)
        add("cache", cacheText)
        add("parameters", Self.names(parameterFiles))
        add("metrics", metricsText)
        add("tracked data", Self.names(scan.tracked.map(\.path.text)))
        add("projects inside", Self.names(scan.innerProjects.map(\.folder.text)))
        add("folders closed to you", Self.names(scan.closedFolders.map(\.text)))
        add("git", gitText)
        add("MLflow", trackingText)
        if isForeign, let owner { add("owner", FileProbe.name(ofUser: owner)) }
        return FoundThings(rows: rows, isForeign: isForeign)
    }

    // MARK: - Pipelines

    private var definitions: [PipelineDefinition] { pipelines.compactMap(\.definition) }

    /// Each stage once, though several pipelines may hold it.
    private var stages: [StageDefinition] {
        var seen: Set<StageName> = []
        return definitions.flatMap(\.stages).map(\.definition).filter {
            seen.insert($0.name).inserted
        }
    }

    private var pipelinesText: String {
        guard !pipelines.isEmpty else { return "none" }
        let broken = pipelines.count - definitions.count
        let names = Self.names(pipelines.map(\.name.text)) ?? ""
        return broken == 0 ? names : "\(names); \(broken) cannot be read"
    }

    private var stagesText: String? {
        guard !pipelines.isEmpty else { return nil }
        let files = Self.count(scan.definitions.count, "dvc.yaml", plural: "dvc.yaml files")
        return "\(stages.count) in \(files)"
    }

    private var lockText: String? {
        guard !pipelines.isEmpty else { return nil }
        let locks = scan.lockFiles.map(\.text)
        return locks.isEmpty ? "none; nothing is known of earlier runs" : Self.names(locks)
    }

    private var cacheText: String? {
        if exists(".dvc") {
            return exists(".dvc/cache") ? ".dvc/cache" : ".dvc/cache, empty so far"
        }
        guard !pipelines.isEmpty else { return nil }
        return exists(".pitwall/cache")
            ? ".pitwall/cache" : ".pitwall/cache, made with the first run"
    }

    private var parameterFiles: [String] {
        var seen: Set<ProjectPath> = []
        for stage in stages {
            for source in stage.parameters {
                guard let path = RelativePath.joined(stage.folder.text, source.path) else {
                    continue
                }
                seen.insert(ProjectPath(path))
            }
        }
        return seen.sorted().map(\.text)
    }

    private var metricsText: String? {
        var seen: Set<ProjectPath> = []
        for stage in stages {
            for output in stage.outputs where output.kind == .metric {
                guard let path = RelativePath.joined(stage.folder.text, output.path) else {
                    continue
                }
                seen.insert(ProjectPath(path))
            }
        }
        guard let names = Self.names(seen.sorted().map(\.text)) else { return nil }
        let written = seen.count { exists($0.text) }
        return written == seen.count ? names : "\(names); \(written) of \(seen.count) written"
    }

    // MARK: - Surroundings

    /// The branch, read without running git.
    private var gitText: String? {
        guard exists(".git") else { return nil }
        let head = ProjectRoot.joined(root, ".git/HEAD")
        // A work tree's `.git` is a file that points elsewhere; that there is one says enough.
        let bytes = (try? SourceBytes.read(head, named: ".git/HEAD", limit: 4_096)) ?? []
        let text = String(decoding: bytes, as: UTF8.self).trimmingCharacters(
            in: .whitespacesAndNewlines
        )
        let mark = "ref: refs/heads/"
        guard text.hasPrefix(mark) else { return "yes" }
        return "branch \(text.dropFirst(mark.count))"
    }

    private var trackingText: String? {
        TrackingLook(nil, environment: environment, folders: [root], hadServer: false).found
    }

    private func exists(_ path: String) -> Bool {
        FileProbe.kind(ProjectRoot.joined(root, path)) != nil
    }

    // MARK: - Words

    static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(plural ?? noun + "s")"
    }

    /// Some names, then how many more there are; nil for none.
    private static func names(_ names: [String]) -> String? {
        guard !names.isEmpty else { return nil }
        let shown = names.prefix(listed).joined(separator: ", ")
        let rest = names.count - listed
        return rest > 0 ? "\(shown) and \(rest) more" : shown
    }
}
