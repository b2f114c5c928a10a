import Domain
import Foundation

/// Finds the folder that is the project.
package enum ProjectRoot {
    /// More parents than any real folder has.
    private static let deepest = 256

    /// The root for the folder a person is in, with links resolved.
    ///
    /// That is the nearest folder upwards with `pitwall.yaml`, `.pitwall` or `.dvc`, else the
    /// nearest with `.git`, else the folder itself. A project ends at a folder inside it that has a
    /// `.pitwall` or `.dvc` of its own, so what is above such a folder cannot serve it.
    package static func find(from folder: String) throws(InputMistakes) -> String {
        let start = try real(folder)
        let parents = chain(upFrom: start)
        let marks: [(String) -> Bool] = [
            { isFile($0, "pitwall.yaml") || isFolder($0, ".pitwall") || isFolder($0, ".dvc") },
            { FileProbe.exists(joined($0, ".git")) },
        ]
        for mark in marks {
            if let root = parents.first(where: mark) { return root }
        }
        return start
    }

    /// The folder a person named, with links resolved.
    package static func named(_ folder: String) throws(InputMistakes) -> String {
        try real(folder)
    }

    /// A path of something in a folder.
    static func joined(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    private static func real(_ folder: String) throws(InputMistakes) -> String {
        guard let resolved = realpath(folder, nil) else {
            let code = errno
            if code == EACCES { try refuseClosed(folder) }
            let reason = code == ENOENT ? "there is no such folder." : "cannot be opened."
            throw InputMistakes(InputMistake(file: ProjectPath(folder), reason))
        }
        defer { free(resolved) }
        let path = String(cString: resolved)
        guard FileProbe.kind(path) == .folder else {
            try refuseClosed(path)
            let text = "is not a folder. Name the project's folder."
            throw InputMistakes(InputMistake(file: ProjectPath(folder), text))
        }
        return path
    }

    /// Says whose folder it is that lets nobody else through.
    private static func refuseClosed(_ folder: String) throws(InputMistakes) {
        guard let closed = ClosedFolder(onTheWayTo: folder) else { return }
        throw InputMistakes(InputMistake(file: ProjectPath(closed.path), closed.words))
    }

    private static func chain(upFrom start: String) -> [String] {
        var folders = [start]
        while folders.count < deepest, let last = folders.last, last != "/" {
            let parent = RelativePath.folder(of: last)
            folders.append(parent.isEmpty ? "/" : parent)
        }
        return folders
    }

    private static func isFile(_ folder: String, _ name: String) -> Bool {
        FileProbe.exists(joined(folder, name))
    }

    private static func isFolder(_ folder: String, _ name: String) -> Bool {
        FileProbe.kind(joined(folder, name)) == .folder
    }
}
