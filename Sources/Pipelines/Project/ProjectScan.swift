import Domain

/// What a walk through a project finds.
struct ProjectScan {
    /// A `dvc.yaml` and what reading it gave.
    struct Definition {
        let path: ProjectPath
        let content: Result<StageFile, InputMistakes>
    }

    let root: String
    /// In the order of the walk.
    private(set) var definitions: [Definition] = []
    /// `pitwall.yaml` below the root, which nobody reads.
    private(set) var ignoredConfigurations: [ProjectPath] = []
    /// The sound files that track data, `data.csv.dvc`, in the order of the walk.
    private(set) var tracked: [TrackedFile] = []
    /// What is wrong with the others.
    private(set) var trackedMistakes = MistakeCollector()
    /// The files with values for templates, whether or not they exist; may hold one twice.
    private(set) var sources: [ProjectPath] = []
    private(set) var lockFiles: [ProjectPath] = []
    /// The folders that are projects of their own, in the order of the walk.
    private(set) var innerProjects: [InnerProject] = []
    /// The folders that this process may not look into, in the order of the walk.
    private(set) var closedFolders: [ProjectPath] = []
    private(set) var isCutShort = false
    /// The patterns of the `.dvcignore` files met.
    private(set) var ignored = IgnoreRules.defaults
    /// Those of git; nil where there is no repository.
    private var git: GitIgnored?

    /// Folders that hold no pipelines, and may hold very much.
    private static let skipped: Set<String> = [
        ".dvc", ".git", ".hg", ".svn", ".pitwall", ".tox", ".nox", ".venv", "__pycache__",
        ".mypy_cache", ".pytest_cache", ".ruff_cache", ".ipynb_checkpoints", "node_modules",
        "site-packages", "mlruns", "mlartifacts",
    ]

    /// Reads every `dvc.yaml` beneath `root`; runs nothing and writes nothing.
    ///
    /// As in DVC, folders that a stage writes or git ignores and projects inside the project are
    /// not entered; those are noted. A folder that Pitwall opened is such a project, too: it has
    /// an engine of its own, and what two engines list, both may run.
    init(root: String, limits: FolderWalk.Limits = FolderWalk.Limits()) {
        var walk = FolderWalk(root: root, limits: limits)
        var outputs: Set<ProjectPath> = []
        var found = ProjectScan(empty: root)
        let style = CommandOptions.Style.read(root: root)
        walk.run { folder in
            if let inner = InnerProject(folder) {
                found.innerProjects.append(inner)
                return []
            }
            if !folder.path.isEmpty, Self.isEnvironment(folder) { return [] }
            if folder.files.contains(".dvcignore") {
                // One that cannot be read is told where a folder's content is asked for.
                try? found.ignored.read(RawPath(folder.path), of: RawPath(root))
            }
            if folder.files.contains(".gitignore") { found.git?.read(RawPath(folder.path)) }
            found.note(folder)
            if folder.files.contains("dvc.yaml"),
                let definition = found.definition(in: folder, style)
            {
                if case .success(let file) = definition.content {
                    for stage in file.stages { outputs.formUnion(stage.outputs.map(\.resolved)) }
                }
                found.definitions.append(definition)
            }
            outputs.formUnion(
                found.readTracked(folder, root).flatMap(\.outputs).map(\.path.resolved)
            )
            return folder.folders.filter { name in
                !Self.skipped.contains(name)
                    && !outputs.contains(ProjectPath(folder.path(of: name)))
                    && !found.ignores(folder, name, true)
            }
        }
        found.isCutShort = walk.isCutShort
        found.closedFolders = walk.closed.filter { !$0.isEmpty }.map { ProjectPath($0) }
        self = found
    }

    private init(empty root: String) {
        self.root = root
        git = GitIgnored(root: RawPath(root))
    }

    /// A Python environment with its thousands of folders.
    private static func isEnvironment(_ folder: FolderWalk.Folder) -> Bool {
        folder.files.contains("pyvenv.cfg") || folder.folders.contains("conda-meta")
    }

    private func ignores(_ folder: FolderWalk.Folder, _ name: String, _ isFolder: Bool) -> Bool {
        let (name, folder) = (RawPath(name), RawPath(folder.path))
        if ignored.ignores(name, in: folder, isFolder: isFolder) { return true }
        guard let git else { return false }
        return isFolder
            ? git.ignoresFolder(name, in: folder) : git.ignoresFile(name, in: folder)
    }

    /// The definition in a folder, unless it is ignored; the root's must not be.
    private mutating func definition(
        in folder: FolderWalk.Folder,
        _ style: CommandOptions.Style
    ) -> Definition? {
        let path = ProjectPath(folder.path(of: "dvc.yaml"))
        guard ignores(folder, "dvc.yaml", false) else {
            return Definition(
                path: path,
                content: Self.read(root, path, style, noting: &sources)
            )
        }
        guard folder.path.isEmpty, git?.ignoresFile(RawPath("dvc.yaml"), in: RawPath("")) == true
        else { return nil }
        let text = "is ignored by git, and DVC refuses it then. Correct the .gitignore."
        return Definition(path: path, content: .failure(InputMistakes(.init(file: path, text))))
    }

    private mutating func note(_ folder: FolderWalk.Folder) {
        for file in folder.files {
            let path = ProjectPath(folder.path(of: file))
            if file == "dvc.lock" { lockFiles.append(path) }
            if file == "pitwall.yaml", !folder.path.isEmpty { ignoredConfigurations.append(path) }
        }
    }

    /// Reads the files of a folder that track data, and gives the sound ones.
    private mutating func readTracked(
        _ folder: FolderWalk.Folder,
        _ root: String
    ) -> [TrackedFile] {
        var read: [TrackedFile] = []
        for name in folder.files where TrackedFile.isName(name) && !ignores(folder, name, false) {
            let path = ProjectPath(folder.path(of: name))
            sources.append(path)
            do {
                read.append(try TrackedFile.read(root: root, path: path))
            } catch {
                trackedMistakes.add(error)
            }
        }
        tracked += read
        return read
    }

    private static func read(
        _ root: String,
        _ path: ProjectPath,
        _ style: CommandOptions.Style,
        noting sources: inout [ProjectPath]
    ) -> Result<StageFile, InputMistakes> {
        do {
            let file = try YAMLFile.read(root: root, path: path)
            return .success(
                try StageFile(file, root: root, style: style, noting: &sources)
            )
        } catch {
            return .failure(error)
        }
    }
}
