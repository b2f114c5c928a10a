/// What git leaves out of a project, by the `.gitignore` files in it and `.git/info/exclude`.
///
/// DVC looks for no definitions there. Files above the project's root are not followed.
struct GitIgnored {
    private static let fileName = RawPath(".gitignore")

    private let root: RawPath
    private var rules = IgnoreRules.defaults

    /// Nil where there is no repository, or DVC's settings say to pass over it.
    init?(root: RawPath) {
        // What is wrong with the settings is told where the cache is asked for.
        let settings = try? CacheSettings.read(root: root.description)
        guard settings?.ignoresGit != true, GitProbe(root: root).hasRepository else { return nil }
        self.root = root
        add(root.appending(".git/info/exclude"), in: RawPath(bytes: []))
    }

    /// Adds the patterns of the file in a folder, which is seen from the root.
    mutating func read(_ folder: RawPath) {
        add(root.appending(folder).appending(Self.fileName), in: folder)
    }

    private mutating func add(_ file: RawPath, in folder: RawPath) {
        // One that cannot be read leaves nothing out.
        guard let bytes = try? Files.read(file, limit: IgnoreRules.fileLimit) else { return }
        rules.add(String(decoding: bytes, as: UTF8.self), in: folder, isNested: true)
    }

    /// Whether a file is left out of a folder that is not.
    func ignoresFile(_ name: RawPath, in folder: RawPath) -> Bool {
        rules.ignores(name, in: folder, isFolder: false)
    }

    /// Whether a folder is left out of a folder that is not.
    func ignoresFolder(_ name: RawPath, in folder: RawPath) -> Bool {
        rules.ignoresContents(of: folder.appending(name))
    }
}
