package import Domain

/// A pipeline of a project, or why it cannot be read.
package struct ProjectPipeline: Hashable, Sendable {
    package let name: PipelineName
    /// The `dvc.yaml` it is defined in.
    package let file: ProjectPath
    package let content: Result<PipelineDefinition, InputMistakes>

    package init(
        name: PipelineName,
        file: ProjectPath,
        content: Result<PipelineDefinition, InputMistakes>
    ) {
        self.name = name
        self.file = file
        self.content = content
    }

    /// Nil where the definition has mistakes.
    package var definition: PipelineDefinition? {
        guard case .success(let definition) = content else { return nil }
        return definition
    }

    /// Nil where the definition is right.
    package var mistakes: InputMistakes? {
        guard case .failure(let mistakes) = content else { return nil }
        return mistakes
    }
}

/// A folder opened as a project: its pipelines and settings, read and not yet run.
package struct Project: Hashable, Sendable {
    /// The absolute root folder.
    package let root: String
    /// The root folder's own name.
    package let name: String

    /// The defaults where `pitwall.yaml` has mistakes.
    package let configuration: Configuration

    /// Mistakes of `pitwall.yaml`; while there are any, nothing may be started.
    package let configurationMistakes: InputMistakes?

    /// The files besides the definitions whose values stages are made with, as seen from the
    /// root; some may not exist.
    package let sources: [ProjectPath]

    /// Those that `pitwall.yaml` declares as written there, then the others by their paths.
    package let pipelines: [ProjectPipeline]

    /// The folders in it that are projects of their own; none of their pipelines is among these.
    package let innerProjects: [InnerProject]

    /// The name of the root's own pipeline, where `pitwall.yaml` does not give it one.
    package let rootPipeline: PipelineName?

    /// What a person should know though nothing is wrong, a sentence each.
    package let notices: [String]

    package let found: FoundThings

    /// What stands beside the stages of the definitions, and how their plots are drawn.
    package let sections: ProjectSections

    /// Nothing was written for this project yet: there is no `.pitwall`.
    package let isUnopened: Bool

    /// There is nothing to run here.
    package var hasNoPipeline: Bool { pipelines.isEmpty }

    package func pipeline(_ name: PipelineName) -> ProjectPipeline? {
        pipelines.first { $0.name == name }
    }

    /// Opens the project whose root is `root`, as ``ProjectRoot`` gives it.
    ///
    /// Reads files only: runs nothing and writes nothing. Mistakes are part of the result.
    package static func open(
        root: String,
        environment: [EnvironmentEntry] = [],
        user: UInt32
    ) -> Project {
        let rootName = RelativePath.lastPart(of: root)
        let name = rootName.isEmpty ? "project" : rootName
        let (configuration, read) = Self.configuration(root)
        let scan = ProjectScan(root: root)
        let assembly = PipelineAssembly(
            scan: scan,
            configuration: configuration,
            rootName: KeptName.read(root: root) ?? name
        )
        var mistakes = MistakeCollector()
        if let read { mistakes.add(read) }
        for mistake in assembly.mistakes.list { mistakes.add(mistake) }
        let survey = ProjectSurvey(
            root: root,
            scan: scan,
            pipelines: assembly.pipelines,
            environment: environment,
            user: user
        )
        return Project(
            root: root,
            name: name,
            configuration: configuration,
            configurationMistakes: mistakes.isEmpty ? nil : InputMistakes(mistakes.list),
            sources: Set(scan.sources).sorted(),
            pipelines: assembly.pipelines,
            innerProjects: scan.innerProjects,
            rootPipeline: assembly.rootPipeline,
            notices: assembly.renamed + Self.notices(scan),
            found: survey.found,
            sections: ProjectSections(scan),
            isUnopened: FileProbe.kind(ProjectRoot.joined(root, ".pitwall")) != .folder
        )
    }

    private static func configuration(_ root: String) -> (Configuration, InputMistakes?) {
        do {
            return (try Configuration.read(root: root), nil)
        } catch {
            return (Configuration(), error)
        }
    }

    /// How many folders that are closed to this process are named.
    private static let closedLimit = 5

    private static func notices(_ scan: ProjectScan) -> [String] {
        var notices = scan.ignoredConfigurations.map { path in
            "\(path) is not read. A project has one pitwall.yaml, in its root folder."
        }
        notices += scan.tracked.compactMap(\.notice)
        notices += scan.closedFolders.prefix(closedLimit).map { folder in
            let owner = FileProbe.owner(ProjectRoot.joined(scan.root, folder.text))
            let whose = owner.map { ": it belongs to \(FileProbe.name(ofUser: $0))" } ?? ""
            return "'\(folder)' is closed to you\(whose). Pipelines in it are not listed."
        }
        if scan.isCutShort {
            notices.append(
                "This folder is too large to be searched whole, so pipelines deep inside may be"
                    + " missing. Name them under 'pipelines' in pitwall.yaml."
            )
        }
        return notices
    }
}
