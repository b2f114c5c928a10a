package import Domain

/// A folder inside a project that is a project of its own: what it defines is listed and run there,
/// and nowhere else.
package struct InnerProject: Hashable, Sendable {
    /// By what it is one.
    package enum Mark: String, Hashable, Sendable {
        /// Pitwall opened it, and keeps its journal there.
        case pitwall = ".pitwall"
        /// DVC takes it for a project of its own, as `dvc init --subdir` makes one.
        case dvc = ".dvc"
    }

    /// The folder as seen from the root of the project around it.
    package let folder: ProjectPath
    package let mark: Mark

    package init(folder: ProjectPath, mark: Mark) {
        self.folder = folder
        self.mark = mark
    }

    /// Nil for the root of a walk, and for a folder like any other.
    init?(_ folder: FolderWalk.Folder) {
        guard !folder.path.isEmpty else { return nil }
        // Links do not count: Pitwall keeps no journal behind one.
        let marks = [Mark.pitwall, .dvc]
        guard let mark = marks.first(where: { folder.folders.contains($0.rawValue) }) else {
            return nil
        }
        self.init(folder: ProjectPath(folder.path), mark: mark)
    }

    /// Whether a path is that of something in it.
    package func holds(_ path: ProjectPath) -> Bool {
        path.text.utf8.starts(with: (folder.text + "/").utf8)
    }

    /// That it is one, and by what, in a sentence without its end.
    package var words: String {
        "'\(folder)' is a project of its own, with its own \(mark.rawValue)"
    }

    /// The folders between a project's root and a path in it, the root left out, outermost first.
    package static func folders(above path: ProjectPath) -> [ProjectPath] {
        var folders: [ProjectPath] = []
        var folder = RelativePath.folder(of: path.text)
        while !folder.isEmpty, folder != "/" {
            folders.append(ProjectPath(folder))
            folder = RelativePath.folder(of: folder)
        }
        return folders.reversed()
    }
}
