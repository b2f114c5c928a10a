import Foundation

/// Where the files of a repository are that say what git keeps and leaves out.
struct GitLayout: Sendable {
    /// The root of the work tree.
    let top: RawPath
    let index: RawPath
    /// The patterns of this repository alone, `info/exclude`.
    let exclude: RawPath
    /// The patterns of all repositories of a person; nil where there is no such file.
    let excludes: RawPath?

    /// Asks git; nil where it has no answer, or where its files are of a kind only it knows.
    init?(_ program: GitProgram) {
        let words = ["rev-parse", "--show-toplevel", "--git-path", "index"]
        guard let places = program.answer(words + ["--git-path", "info/exclude"]),
            places.status == 0
        else { return nil }
        let lines = places.bytes.split(separator: UInt8(ascii: "\n"))
        guard lines.count == 3 else { return nil }
        let paths = lines.map { program.folder.appending(RawPath(bytes: Array($0))) }
        (top, index, exclude) = (paths[0], paths[1], paths[2])
        let pattern = "^(core\\.(excludesfile|ignorecase)|extensions\\.objectformat)$"
        guard
            let answer = program.answer([
                "config", "--null", "--type=path", "--get-regexp", pattern,
            ]), answer.status == 0 || answer.status == 1
        else { return nil }
        var settings: [String: RawPath] = [:]
        for entry in answer.bytes.split(separator: 0) {
            // The key stands on the first line, the value on those after it.
            guard let mark = entry.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            let key = String(decoding: entry[..<mark], as: UTF8.self)
            settings[key] = RawPath(bytes: Array(entry[(mark + 1)...]))
        }
        let ignoresCase = settings["core.ignorecase"]?.description ?? "false"
        let format = settings["extensions.objectformat"]?.description ?? "sha1"
        guard ignoresCase == "false", format == "sha1" else { return nil }
        if let own = settings["core.excludesfile"] {
            excludes = own.bytes.isEmpty ? nil : top.appending(own)
        } else {
            excludes = Self.usualExcludes
        }
    }

    private static var usualExcludes: RawPath? {
        let environment = ProcessInfo.processInfo.environment
        if let folder = environment["XDG_CONFIG_HOME"], !folder.isEmpty {
            return RawPath(folder).appending("git/ignore")
        }
        return environment["HOME"].map { RawPath($0).appending(".config/git/ignore") }
    }
}
