import Foundation

/// One walk through the folders of a project, in a fixed order, following no links.
struct FolderWalk {
    /// What is looked at before the walk gives up.
    struct Limits {
        /// Files and folders in all.
        var entries = 300_000
        /// Folders inside one another.
        var depth = 32
    }

    /// The names in one folder.
    struct Folder {
        /// Relative to the root of the walk; empty for the root itself.
        let path: String
        /// Sorted by their bytes.
        let folders: [String]
        /// Sorted by their bytes.
        let files: [String]

        /// The relative path of a name in this folder.
        func path(of name: String) -> String {
            path.isEmpty ? name : path + "/" + name
        }
    }

    private let root: String
    private let limits: Limits
    private var entries = 0

    /// True where a limit ended the walk before everything was seen.
    private(set) var isCutShort = false

    /// The folders that this process may not list, relative to the root; empty for the root itself.
    private(set) var closed: [String] = []

    init(root: String, limits: Limits = Limits()) {
        self.root = root
        self.limits = limits
    }

    /// Visits folders from the root down; `visit` says which of a folder's folders to go into.
    mutating func run(_ visit: (Folder) -> [String]) {
        var waiting: [(path: String, depth: Int)] = [("", 0)]
        while let next = waiting.popLast() {
            guard let folder = list(next.path) else { continue }
            let chosen = visit(folder)
            guard next.depth < limits.depth else {
                isCutShort = isCutShort || !chosen.isEmpty
                continue
            }
            // Taken from the end, so the first name is visited first.
            for name in chosen.reversed() {
                waiting.append((folder.path(of: name), next.depth + 1))
            }
        }
    }

    private mutating func list(_ path: String) -> Folder? {
        guard entries < limits.entries else {
            isCutShort = true
            return nil
        }
        let full = path.isEmpty ? root : ProjectRoot.joined(root, path)
        // What cannot be read is not there for us; whoever needs a file of it will say so.
        guard let stream = opendir(full) else {
            if errno == EACCES { closed.append(path) }
            return nil
        }
        defer { closedir(stream) }
        var folders: [String] = []
        var files: [String] = []
        while let entry = readdir(stream) {
            entries += 1
            guard entries < limits.entries else {
                isCutShort = true
                break
            }
            guard let name = Self.name(of: entry), name != ".", name != ".." else { continue }
            switch kind(entry, full, name) {
            case .folder: folders.append(name)
            case .file: files.append(name)
            case .other, nil: break
            }
        }
        return Folder(path: path, folders: Self.sorted(folders), files: Self.sorted(files))
    }

    /// The name of an entry; nil where it is not UTF-8, which no `dvc.yaml` can be below of.
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
        let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        let start = UnsafeRawPointer(entry) + offset
        return String(validatingCString: start.assumingMemoryBound(to: CChar.self))
    }

    private func kind(
        _ entry: UnsafeMutablePointer<dirent>,
        _ folder: String,
        _ name: String
    ) -> FileProbe.Kind? {
        switch Int(entry.pointee.d_type) {
        case Int(DT_DIR): return .folder
        case Int(DT_REG): return .file
        case Int(DT_LNK):
            // A linked file counts, a linked folder is not entered: it could lead in a circle.
            return FileProbe.kind(ProjectRoot.joined(folder, name)) == .file ? .file : .other
        case Int(DT_UNKNOWN): return FileProbe.kindOfLink(ProjectRoot.joined(folder, name))
        default: return .other
        }
    }

    private static func sorted(_ names: [String]) -> [String] {
        names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
