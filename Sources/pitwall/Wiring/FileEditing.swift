import Domain
import Foundation

/// A file of the project in the person's editor.
struct FileEditing {
    let root: String
    /// What changed, for people.
    let describe: (ProjectPath, _ before: String, _ after: String) -> [String]

    /// Opens the editor through `run` and gives what was changed, or nil.
    func edit(
        _ path: ProjectPath,
        line: Int?,
        run: (ForegroundLaunch) throws -> Void
    ) throws -> FileEdit? {
        let absolute = root + "/" + path.text
        let before = try text(of: absolute)
        try run(Self.editor(absolute, line: line, root: root))
        let after = try text(of: absolute)
        guard before != after else { return nil }
        guard max(before.utf8.count, after.utf8.count) <= FileEdit.longestText else {
            throw Refusal(
                .badInput,
                "'\(path)' is too large to be kept in the journal; it is saved, but cannot be "
                    + "undone."
            )
        }
        return FileEdit(
            path: path,
            before: before,
            after: after,
            changes: describe(path, before, after)
        )
    }

    /// The person's editor on a file: `$VISUAL`, else `$EDITOR`, else `vi`.
    static func editor(_ path: String, line: Int?, root: String) -> ForegroundLaunch {
        let variables = ProcessInfo.processInfo.environment
        let named = [variables["VISUAL"], variables["EDITOR"]].compactMap(\.self)
        // One that is set to nothing would run the file itself.
        let editor = named.first { !$0.allSatisfy(\.isWhitespace) } ?? "vi"
        let place = line.map { ["+\($0)"] } ?? []
        // The editor's text is the person's own and may hold options; the path stays an argument.
        return ForegroundLaunch(
            program: "/bin/sh",
            arguments: ["-c", editor + " \"$@\"", "sh"] + place + [path],
            environment: variables.sorted { $0.key < $1.key }
                .map { EnvironmentEntry(name: $0.key, value: $0.value) },
            folder: root
        )
    }

    private func text(of path: String) throws -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Refusal(.badInput, "'\(path)' cannot be read as text.")
        }
    }
}
