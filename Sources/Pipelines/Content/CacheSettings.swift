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

    package init(folder: RawPath, isDVC: Bool = false, ignoresGit: Bool = false) {
        self.folder = folder
        self.isDVC = isDVC
        self.ignoresGit = ignoresGit
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
        for (file, name) in places(root: root, environment: environment) {
            guard let bytes = try Files.read(file, limit: fileLimit) else { continue }
            let settings = try INIFile(bytes, path: name)
            if folder == nil, let text = settings["cache", "dir"] {
                folder = file.parent.appending(text)
            }
            if ignoresGit == nil, let text = settings["core", "no_scm"] {
                ignoresGit = ["true", "yes", "on", "1"].contains(text.lowercased())
            }
        }
        return CacheSettings(
            folder: folder ?? root.appending(".dvc/cache"),
            isDVC: true,
            ignoresGit: ignoresGit ?? false
        )
    }

    /// The configuration files, the one that decides first.
    static func places(
        root: RawPath,
        environment: [String: String]
    ) -> [(RawPath, ProjectPath)] {
        var places = [".dvc/config.local", ".dvc/config"].map {
            (root.appending($0), ProjectPath($0))
        }
        let home = environment["HOME"].map { $0 + "/.config" }
        let personal = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home
        for folder in [personal, "/etc/xdg"].compactMap(\.self) where folder.hasPrefix("/") {
            let path = folder + "/dvc/config"
            places.append((RawPath(path), ProjectPath(path)))
        }
        return places
    }
}

/// A file of `[section]` and `key = value` lines.
struct INIFile {
    private var values: [[String]: String] = [:]

    init(_ bytes: [UInt8], path: ProjectPath) throws(InputMistakes) {
        var section = ""
        var mistakes = MistakeCollector()
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let text = String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespaces)
            let body = text.trimmingCharacters(in: .controlCharacters)
            if body.isEmpty || body.hasPrefix("#") || body.hasPrefix(";") { continue }
            if body.hasPrefix("["), body.hasSuffix("]") {
                section = body.dropFirst().dropLast().trimmingCharacters(in: .whitespaces)
            } else if let mark = body.firstIndex(of: "=") {
                let key = body[..<mark].trimmingCharacters(in: .whitespaces)
                values[[section, key]] = Self.unquoted(body[body.index(after: mark)...])
            } else {
                mistakes.add(
                    SourcePlace(file: path, line: index + 1, column: 1),
                    "this is neither '[section]' nor 'key = value'. Correct or remove the line."
                )
            }
        }
        try mistakes.throwIfAny()
    }

    subscript(section: String, key: String) -> String? {
        values[[section, key]]
    }

    private static func unquoted(_ text: Substring) -> String {
        let text = text.trimmingCharacters(in: .whitespaces)
        for quote in ["\"", "'"] where text.count > 1 {
            if text.hasPrefix(quote), text.hasSuffix(quote) {
                return String(text.dropFirst().dropLast())
            }
        }
        return text
    }
}
