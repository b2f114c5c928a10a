import Foundation

/// A folder on the way to another one that does not let this process in.
package struct ClosedFolder: Hashable, Sendable {
    /// The absolute path.
    package let path: String
    /// The user it belongs to.
    let owner: UInt32
    let isOwn: Bool

    /// The first such folder on the way to a path, which itself has to be open for listing; nil
    /// where all of them are open, or something else is wrong.
    package init?(onTheWayTo path: String) {
        let last = Self.absolute(path)
        // A file may well be one that nobody executes.
        if let kind = FileProbe.kind(last), kind != .folder { return nil }
        var folders = [last]
        while let folder = folders.last, folder != "/" {
            let above = RelativePath.folder(of: folder)
            folders.append(above.isEmpty ? "/" : above)
        }
        for folder in folders.reversed() {
            let wanted = folder == last ? R_OK | X_OK : X_OK
            guard faccessat(AT_FDCWD, folder, wanted, AT_EACCESS) != 0 else { continue }
            guard errno == EACCES, let owner = FileProbe.owner(folder) else { return nil }
            self.path = folder
            self.owner = owner
            isOwn = owner == geteuid()
            return
        }
        return nil
    }

    /// What is said of it, after its name: whose it is, and what to do.
    package var words: String {
        guard !isOwn else {
            return "cannot be looked into, though it is yours. Open it again with 'chmod u+rwx'."
        }
        let name = FileProbe.name(ofUser: owner)
        return
            "belongs to \(name) and is closed to you. \(name) can open it with chmod, or share the"
            + " project with 'share: {group: …}' in pitwall.yaml; or work in a copy."
    }

    private static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        guard let folder = getcwd(nil, 0) else { return path }
        defer { free(folder) }
        return path == "." ? String(cString: folder) : String(cString: folder) + "/" + path
    }
}
