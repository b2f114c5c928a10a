import Domain
import Foundation
import Glibc

/// Puts an earlier text back into a file of the project, where nobody changed it since.
struct FileReplacement {
    let root: String
    let path: ProjectPath

    /// Replaces the file whole, keeping its mode; fails with `changedSince` where its content is
    /// not `expected`.
    func perform(expecting expected: String, with text: String) throws(Refusal) {
        let file = try realPath()
        let limit = FileEdit.longestText
        guard let bytes = Disk.read(file, limit: limit), bytes == Array(expected.utf8) else {
            throw Refusal(
                .changedSince,
                "'\(path)' was changed since; undoing would lose that. Edit it by hand."
            )
        }
        let mode = Disk.status(of: file).map { $0.st_mode & 0o7777 } ?? 0o644
        if let code = Disk.replace(file, with: Array(text.utf8), mode: mode) {
            throw Refusal(.worldFailed, "'\(path)' cannot be written: \(Disk.words(code)).")
        }
    }

    /// The file itself, links resolved: an editor wrote through them, and so must this.
    private func realPath() throws(Refusal) -> String {
        guard let resolved = realpath(root + "/" + path.text, nil) else {
            throw Refusal(.changedSince, "'\(path)' is not there any more.")
        }
        defer { free(resolved) }
        let file = String(cString: resolved)
        guard file.utf8.starts(with: (root == "/" ? root : root + "/").utf8) else {
            throw Refusal(
                .badInput,
                "'\(path)' leads out of the project, where nothing is undone. Edit it by hand."
            )
        }
        return file
    }
}
