import ArgumentParser
import Domain
import Engine
import Terminal

/// `pitwall artifacts`: what pipelines declare, and which versions of it are registered.
struct ArtifactsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "artifacts",
        abstract: "Show the declared artifacts and their registered versions."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The pipeline; all without.")
    var pipeline: String?

    func run() throws {
        let session = try ProjectSession(target)
        var reports: [ArtifactsReport.Pipeline] = []
        var isWrong = false
        for shown in try session.pipelines(named: pipeline, isSilent: output.json) {
            guard shown.definition != nil else {
                shown.mistakes.forEach(Output.errorLine)
                isWrong = true
                continue
            }
            let artifacts = try session.reading.artifacts(of: shown.name)
            reports.append(ArtifactsReport.Pipeline(shown.name, artifacts))
            if !output.json { ArtifactsText.lines(of: shown.name, artifacts).forEach(Output.line) }
        }
        if output.json { try Output.json(ArtifactsReport(pipelines: reports)) }
        if isWrong { throw ExitCode(ExitCodes.wrongInput) }
    }
}

/// Artifacts as lines for people.
enum ArtifactsText {
    /// The older versions that are shown besides those a stage is at.
    private static let shownVersions = 3

    static func lines(of pipeline: PipelineName, _ artifacts: [Artifact]) -> [String] {
        guard !artifacts.isEmpty else { return ["\(pipeline): no artifacts."] }
        return ["\(pipeline)"] + artifacts.flatMap(lines)
    }

    private static func lines(_ artifact: Artifact) -> [String] {
        let definition = artifact.definition
        var words = ["  \(definition.registeredName)"]
        if let type = definition.type { words.append(type) }
        words.append(definition.path.text + (artifact.exists ? "" : " (not there)"))
        if !definition.labels.isEmpty { words.append(definition.labels.joined(separator: ", ")) }
        var lines = [words.joined(separator: "  ")]
        if let summary = definition.summary { lines.append("    \(summary)") }
        if artifact.isDeprecated {
            lines.append("    deprecated")
        } else if artifact.versions.isEmpty {
            lines.append("    no version is registered")
        }
        let shown = artifact.versions.enumerated().filter { index, version in
            index < shownVersions || !version.stages.isEmpty
        }
        let width = shown.map(\.element.name.utf8.count).max() ?? 0
        lines += shown.map { _, version in
            let name = version.name.padding(to: width)
            let stages = version.stages.joined(separator: ", ")
            return "    \(name)  \(version.commit.prefix(7))  \(stages)".trimmingTrailingSpaces
        }
        let rest = artifact.versions.count - shown.count
        if rest > 0 { lines.append("    and \(rest) older") }
        return lines
    }
}

extension String {
    /// The text with spaces after it, so many bytes wide; for names of ASCII.
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - utf8.count))
    }
}

/// What `artifacts --json` prints.
struct ArtifactsReport: Encodable {
    struct Pipeline: Encodable {
        let pipeline: String
        let artifacts: [Declared]

        init(_ name: PipelineName, _ artifacts: [Artifact]) {
            pipeline = name.text
            self.artifacts = artifacts.map(Declared.init)
        }
    }

    struct Declared: Encodable {
        let name: String
        let path: String
        let exists: Bool
        let type: String?
        let desc: String?
        let labels: [String]
        let isDeprecated: Bool
        let versions: [Version]

        init(_ artifact: Artifact) {
            name = artifact.definition.registeredName
            path = artifact.definition.path.text
            exists = artifact.exists
            type = artifact.definition.type
            desc = artifact.definition.summary
            labels = artifact.definition.labels
            isDeprecated = artifact.isDeprecated
            versions = artifact.versions.map(Version.init)
        }
    }

    struct Version: Encodable {
        let version: String
        let commit: String
        let stages: [String]

        init(_ version: Artifact.Version) {
            self.version = version.name
            commit = version.commit
            stages = version.stages
        }
    }

    let pipelines: [Pipeline]
}
