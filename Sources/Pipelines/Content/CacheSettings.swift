import Domain
import Foundation

/// Where a project keeps earlier contents, and what DVC's own settings say about that.
package struct CacheSettings: Hashable, Sendable {
    /// A configuration file is a few lines; larger ones are refused.
    static let fileLimit = 1 << 20

    /// The folder that holds `files`.
    package let folder: RawPath
    /// The project is one of DVC.
    package let isDVC: Bool
    /// DVC was told that there is no git here.
    package let ignoresGit: Bool
    /// How files of the workspace get their bytes, in the order the ways are tried.
    package let linkTypes: [LinkType]
    /// Everybody of a group writes to the cache.
    package let isShared: Bool

    package init(
        folder: RawPath,
        isDVC: Bool = false,
        ignoresGit: Bool = false,
        linkTypes: [LinkType] = LinkType.defaults,
        isShared: Bool = false
    ) {
        self.folder = folder
        self.isDVC = isDVC
        self.ignoresGit = ignoresGit
        self.linkTypes = linkTypes
        self.isShared = isShared
    }

    /// Reads the settings of the project at `root`.
    ///
    /// `.dvc/config.local` goes before `.dvc/config`, and that before the person's own and the
    /// machine's. A project without `.dvc` keeps its cache in `.pitwall/cache`.
    package static func read(
        root: String,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> CacheSettings {
        let root = RawPath(root)
        guard try FileStatus.of(root.appending(".dvc"))?.isFolder == true else {
            return CacheSettings(folder: root.appending(".pitwall/cache"))
        }
        var folder: RawPath?
        var ignoresGit: Bool?
        var linkTypes: [LinkType]?
        var isShared: Bool?
        for (file, name) in places(root: root, environment: environment) {
            guard let bytes = try Files.read(file, limit: fileLimit) else { continue }
            let settings = try INIFile(bytes, path: name)
            // What another file decides is checked as well: DVC refuses to start with it.
            let ways = try settings.linkTypes(path: name)
            let shared = try settings.isShared(path: name)
            if let text = settings["cache", "dir"] {
                folder = folder ?? file.parent.appending(text).withoutSteps
            }
            if let text = settings["core", "no_scm"] {
                ignoresGit = ignoresGit ?? ["true", "yes", "on", "1"].contains(text.lowercased())
            }
            linkTypes = linkTypes ?? ways
            isShared = isShared ?? shared
        }
        return CacheSettings(
            folder: folder ?? root.appending(".dvc/cache"),
            isDVC: true,
            ignoresGit: ignoresGit ?? false,
            linkTypes: linkTypes ?? LinkType.defaults,
            isShared: isShared ?? false
        )
    }

    /// The files whose change makes other settings; some may not exist.
    package static func files(root: String, environment: [String: String]) -> [String] {
        let root = RawPath(root)
        let places = places(root: root, environment: environment).map(\.0)
        return ([root.appending(".dvc")] + places).map(\.description)
    }

    /// The configuration files, the one that decides first.
    static func places(
        root: RawPath,
        environment: [String: String]
    ) -> [(RawPath, ProjectPath)] {
        var places = [".dvc/config.local", ".dvc/config"].map {
            (root.appending($0), ProjectPath($0))
        }
        func named(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        let home = environment["HOME"].map { $0 + "/.config" }
        let personal = named("XDG_CONFIG_HOME") ?? home
        let folders = [
            named("DVC_GLOBAL_CONFIG_DIR") ?? personal.map { $0 + "/dvc" },
            named("DVC_SYSTEM_CONFIG_DIR") ?? "/etc/xdg/dvc",
        ]
        for folder in folders.compactMap(\.self) where folder.hasPrefix("/") {
            let path = folder + "/config"
            places.append((RawPath(path), ProjectPath(path)))
        }
        return places
    }
}

extension INIFile {
    /// The ways to link with the cache; nil where it does not say.
    fileprivate func linkTypes(path: ProjectPath) throws(InputMistakes) -> [LinkType]? {
        guard let text = self["cache", "type"] else { return nil }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        let types = names.compactMap(LinkType.init)
        guard types.count == names.count else {
            throw mistake(
                "cache",
                "type",
                path,
                "'\(text)' is no way to link with the cache. Name 'reflink', 'hardlink', 'symlink'"
                    + " or 'copy', or several with commas between them."
            )
        }
        return types
    }

    /// Whether a group shares the cache; nil where it does not say.
    fileprivate func isShared(path: ProjectPath) throws(InputMistakes) -> Bool? {
        guard let text = self["cache", "shared"] else { return nil }
        guard text == "group" else {
            throw mistake(
                "cache",
                "shared",
                path,
                "a cache is shared with a 'group', not with '\(text)'. Write 'shared = group', or"
                    + " remove the line."
            )
        }
        return true
    }

    private func mistake(
        _ section: String,
        _ key: String,
        _ path: ProjectPath,
        _ text: String
    ) -> InputMistakes {
        let line = line(of: section, key) ?? 1
        return InputMistakes(InputMistake(SourcePlace(file: path, line: line, column: 1), text))
    }
}

extension RawPath {
    /// The path without `.` and `..`, as Python's `os.path.abspath` writes it.
    fileprivate var withoutSteps: RawPath {
        var parts: [ArraySlice<UInt8>] = []
        for part in bytes.split(separator: UInt8(ascii: "/")) {
            if part.elementsEqual(".".utf8) { continue }
            if part.elementsEqual("..".utf8) { _ = parts.popLast() } else { parts.append(part) }
        }
        return RawPath(bytes: parts.flatMap { [UInt8(ascii: "/")] + $0 })
    }
}
