import Domain

/// What a walk through a project finds.
struct ProjectScan {
    /// A `dvc.yaml` and what reading it gave.
    struct Definition {
        let path: ProjectPath
        let content: Result<StageFile, InputMistakes>
    }

    /// In the order of the walk.
    private(set) var definitions: [Definition] = []
    /// `pitwall.yaml` below the root, which nobody reads.
    private(set) var ignoredConfigurations: [ProjectPath] = []
    /// Files that DVC tracks alone, `data.csv.dvc`.
    private(set) var trackedFiles = 0
    /// The files with values for templates, whether or not they exist; may hold one twice.
    private(set) var sources: [ProjectPath] = []
    private(set) var lockFiles: [ProjectPath] = []
    private(set) var isCutShort = false
    /// The patterns of the `.dvcignore` files met.
    private(set) var ignored = IgnoreRules.defaults

    /// Folders that hold no pipelines, and may hold very much.
    private static let skipped: Set<String> = [
        ".dvc", ".git", ".hg", ".svn", ".pitwall", ".tox", ".nox", ".venv", "__pycache__",
        ".mypy_cache", ".pytest_cache", ".ruff_cache", ".ipynb_checkpoints", "node_modules",
        "site-packages", "mlruns", "mlartifacts",
    ]

    /// Reads every `dvc.yaml` beneath `root`; runs nothing and writes nothing.
    ///
    /// As in DVC, folders that a stage writes and projects inside the project are not entered.
    init(root: String, limits: FolderWalk.Limits = FolderWalk.Limits()) {
        var walk = FolderWalk(root: root, limits: limits)
        var outputs: Set<ProjectPath> = []
        var found = ProjectScan()
        let style = CommandOptions.Style.read(root: root)
        walk.run { folder in
            if !folder.path.isEmpty, Self.isOtherWorld(folder) { return [] }
            if folder.files.contains(".dvcignore") {
                // One that cannot be read is told where a folder's content is asked for.
                try? found.ignored.read(RawPath(folder.path), of: RawPath(root))
            }
            found.note(folder)
            if folder.files.contains("dvc.yaml"), !found.ignores(folder, "dvc.yaml", false) {
                let path = ProjectPath(folder.path(of: "dvc.yaml"))
                let definition = Definition(
                    path: path,
                    content: Self.read(root, path, style, noting: &found.sources)
                )
                if case .success(let file) = definition.content {
                    for stage in file.stages { outputs.formUnion(stage.outputs.map(\.resolved)) }
                }
                found.definitions.append(definition)
            }
            let tracked = Set(folder.files.filter { $0.hasSuffix(".dvc") }.map { $0.dropLast(4) })
            return folder.folders.filter { name in
                !Self.skipped.contains(name) && !tracked.contains(name[...])
                    && !outputs.contains(ProjectPath(folder.path(of: name)))
                    && !found.ignores(folder, name, true)
            }
        }
        found.isCutShort = walk.isCutShort
        self = found
    }

    private init() {}

    /// A nested DVC project, or a Python environment with its thousands of folders.
    private static func isOtherWorld(_ folder: FolderWalk.Folder) -> Bool {
        folder.folders.contains(".dvc") || folder.files.contains("pyvenv.cfg")
            || folder.folders.contains("conda-meta")
    }

    private func ignores(_ folder: FolderWalk.Folder, _ name: String, _ isFolder: Bool) -> Bool {
        ignored.ignores(RawPath(name), in: RawPath(folder.path), isFolder: isFolder)
    }

    private mutating func note(_ folder: FolderWalk.Folder) {
        for file in folder.files {
            let path = ProjectPath(folder.path(of: file))
            if file == "dvc.lock" { lockFiles.append(path) }
            if file == "pitwall.yaml", !folder.path.isEmpty { ignoredConfigurations.append(path) }
            if file.hasSuffix(".dvc"), file != ".dvc" { trackedFiles += 1 }
        }
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
