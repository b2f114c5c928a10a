import Domain
import Foundation
import Glibc
import Pipelines
import Synchronization

/// A project's definitions and contents, read again when they changed.
final class ProjectFiles: Sendable {
    /// New definitions in folders that had none show only in a walk through the project; one is
    /// made again after this many times what the last one took, and after this time at least.
    private static let rereadRatio = 200
    private static let rereadAfter = Duration.seconds(5)

    /// What was read so shortly before is not read again for a start.
    private static let moment = Duration.milliseconds(500)

    /// Two changes nearer to each other than this, in nanoseconds, may bear the same time.
    private static let granularity: Int64 = 20_000_000

    private struct Known {
        let project: Project
        let stamps: [String: FileStamp?]
        /// Nothing changed so shortly before it was read that a change since could be hidden.
        let isSettled: Bool
        let readAt: ContinuousClock.Instant
        let rereadAt: ContinuousClock.Instant
    }

    /// The looks at contents as the settings of DVC stand.
    private struct Looks {
        let inspector: StageInspector
        let stamps: [FileStamp?]
        /// Nothing changed so shortly before it was read that a change since could be hidden.
        let isSettled: Bool
    }

    private struct State {
        var known: Known?
        var looks: Looks?
        /// The last `pitwall.yaml` without mistakes.
        var configuration: Configuration?
    }

    let root: String
    private let environment: [EnvironmentEntry]
    private let variables: [String: String]
    /// The files that the looks at contents depend on.
    private let settingsFiles: [String]
    private let state = Mutex(State())

    init(root: String, environment: [EnvironmentEntry]) {
        self.root = root
        self.environment = environment
        variables = Dictionary(
            environment.map { ($0.name, $0.value) },
            uniquingKeysWith: { $1 }
        )
        settingsFiles = CacheSettings.files(root: root, environment: variables)
    }

    /// The project as it stands; read again only where one of its files changed.
    func project() -> Project {
        let known = state.withLock { $0.known }
        if let known, known.isSettled, ContinuousClock.now < known.rereadAt,
            known.stamps.allSatisfy({ FileStamp(of: $0.key) == $0.value })
        {
            return known.project
        }
        return freshProject()
    }

    /// The project as it was a moment ago at the most.
    func recentProject() -> Project {
        let known = state.withLock { $0.known }
        guard let known, ContinuousClock.now - known.readAt < Self.moment else {
            return freshProject()
        }
        return project()
    }

    /// The project, read now.
    func freshProject() -> Project {
        let began = ContinuousClock.now
        let startedAt = Disk.now()
        let project = Project.open(root: root, environment: environment, user: geteuid())
        let files = Set(Self.files(of: project))
        let stamps = Dictionary(uniqueKeysWithValues: files.map { ($0, FileStamp(of: $0)) })
        let newest = stamps.values.compactMap { $0?.changedAt }.max() ?? 0
        let now = ContinuousClock.now
        let known = Known(
            project: project,
            stamps: stamps,
            isSettled: startedAt - newest > Self.granularity,
            readAt: began,
            rereadAt: now + max(Self.rereadAfter, (now - began) * Self.rereadRatio)
        )
        state.withLock { state in
            state.known = known
            if project.configurationMistakes == nil { state.configuration = project.configuration }
        }
        return project
    }

    /// What `pitwall.yaml` says, or said before somebody made a mistake in it.
    ///
    /// Stages that were asked for before go on with that; refuses where there never was one.
    func configuration() throws(Refusal) -> Configuration {
        let project = project()
        guard let mistakes = project.configurationMistakes else { return project.configuration }
        guard let last = state.withLock({ $0.configuration }) else {
            throw Refusal(.badInput, mistakes.description)
        }
        return last
    }

    /// The files and folders whose change makes another project.
    private static func files(of project: Project) -> [String] {
        let definitions = project.pipelines.flatMap { pipeline in
            [pipeline.file] + (pipeline.definition?.stages.map(\.definition.place.file) ?? [])
        }
        let names =
            ["pitwall.yaml", "dvc.yaml", ".dvc", ".dvcignore", ".pitwall", KeptName.path.text]
            + definitions.map(\.text) + project.sources.map(\.text)
            + borders(of: project, definitions)
        return names.map { $0.hasPrefix("/") ? $0 : project.root + "/" + $0 }
    }

    /// What makes folders projects of their own, or made them such.
    private static func borders(of project: Project, _ definitions: [ProjectPath]) -> [String] {
        let found = project.innerProjects.map { "\($0.folder)/\($0.mark.rawValue)" }
        let folders = Set((definitions + project.sources).flatMap(InnerProject.folders(above:)))
        let marks = [InnerProject.Mark.pitwall, .dvc]
        return found + folders.flatMap { folder in marks.map { "\(folder)/\($0.rawValue)" } }
    }

    /// Refuses a stage that another project's engine may run by now.
    ///
    /// Its folder may have become one of its own since a run with it was asked for.
    func refuseInner(_ stage: StageDefinition) throws(Refusal) {
        let folders = InnerProject.folders(above: stage.place.file)
        guard let inner = folders.first(where: { PrivateFolder(root: "\(root)/\($0)").exists })
        else { return }
        throw Refusal(
            .badInput,
            "'\(inner)' became a project of its own, with its own .pitwall, so "
                + "'\(stage.name.short)' is run there."
        )
    }

    /// The cache's folder where it lies in the private one; nil where it lies elsewhere.
    func privateCache() throws -> String? {
        let cache = try CacheSettings.read(root: root, environment: variables).folder.description
        return cache.hasPrefix(root + "/.pitwall/") ? cache : nil
    }

    /// The looks at contents, which remember what they read as long as the cache is the same.
    func inspector() throws -> StageInspector {
        let startedAt = Disk.now()
        let stamps = settingsFiles.map { FileStamp(of: $0) }
        let known = state.withLock { $0.looks }
        if let known, known.isSettled, known.stamps == stamps { return known.inspector }
        let settings = try CacheSettings.read(root: root, environment: variables)
        let newest = stamps.compactMap { $0?.changedAt }.max() ?? 0
        let made = try StageInspector(root: root, settings: settings)
        return state.withLock { state in
            // What another one remembers, which may be of another thread, is worth keeping.
            let old = state.looks.flatMap { $0.inspector.settings == settings ? $0.inspector : nil }
            let looks = Looks(
                inspector: old ?? made,
                stamps: stamps,
                isSettled: startedAt - newest > Self.granularity
            )
            state.looks = looks
            return looks.inspector
        }
    }
}
