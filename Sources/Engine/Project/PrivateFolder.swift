import Domain
import Glibc

/// The project's private folder, `.pitwall`, and where things are in it.
struct PrivateFolder: Hashable, Sendable {
    /// The absolute path.
    let path: String

    init(root: String) {
        path = (root == "/" ? "" : root) + "/.pitwall"
    }

    var journal: String { path + "/journal.db" }

    /// The file that every commit to the journal touches.
    var journalLog: String { journal + "-wal" }

    var environment: String { path + "/environment.json" }

    /// A file that is there as long as entries of `dvc.lock` are in the journal alone.
    var owedLocks: String { path + "/locks-owed" }

    /// The folder of all attempts.
    var runs: String { path + "/runs" }

    /// The folder of an attempt's files.
    func folder(of attempt: AttemptID) -> String {
        [
            runs, FolderName.escaped(attempt.run.pipeline.text), String(attempt.run.number),
            FolderName.escaped(attempt.stage.text), String(attempt.number),
        ].joined(separator: "/")
    }

    /// It was made, so a person went on from the first look; a link does not count.
    var exists: Bool { Disk.status(of: path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false }

    /// Why nothing in it can be known; nil where it can be looked into, or is not there.
    var closed: Refusal? {
        guard exists, faccessat(AT_FDCWD, path, R_OK | X_OK, AT_EACCESS) != 0 else { return nil }
        let code = errno
        guard let owner = Disk.status(of: path)?.st_uid, owner != geteuid() else {
            return Refusal(
                .worldFailed,
                "'\(path)' cannot be read: \(Disk.words(code)). Open it again with 'chmod 700'."
            )
        }
        let name = OSUser.name(of: owner)
        return Refusal(
            .badInput,
            "'\(path)' cannot be read: it belongs to \(name), who opened this project, so nothing"
                + " is known of earlier runs. Run Pitwall as \(name), or work in a copy of the"
                + " project."
        )
    }

    /// Makes it, for its owner only.
    ///
    /// Fails where something else has its name: a link could lead everything that is written to
    /// another place.
    func make() throws(Refusal) {
        if mkdir(path, 0o700) == 0 { return }
        let code = errno
        guard code == EEXIST else {
            throw Refusal(.worldFailed, "'\(path)' cannot be made: \(Disk.words(code)).")
        }
        guard let status = Disk.status(of: path), status.st_mode & S_IFMT == S_IFDIR else {
            throw Refusal(
                .badInput,
                "'\(path)' is not a folder, or is a link. Pitwall keeps its journal there and "
                    + "follows no link; move it away and start again."
            )
        }
        // What others may read of it would be the logs of everything that runs.
        if status.st_mode & 0o077 != 0 { chmod(path, 0o700) }
    }

    private func putAside(_ folder: String) throws(Refusal) {
        guard Disk.status(of: folder) != nil else { return }
        for number in 1...1_000 where Disk.status(of: "\(folder).old-\(number)") == nil {
            guard rename(folder, "\(folder).old-\(number)") != 0 else { return }
            throw Refusal(
                .worldFailed,
                "'\(folder)' is an older attempt's and cannot be put aside: \(Disk.words(errno))."
            )
        }
        throw Refusal(.worldFailed, "'\(folder)' holds too many older attempts. Remove some.")
    }

    /// Makes the folder of an attempt, each new folder on the way for its owner only.
    ///
    /// What lies there belongs to a journal that is gone, and is put aside: a new attempt never
    /// takes an old one's end for its own.
    func makeFolder(of attempt: AttemptID) throws(Refusal) {
        try make()
        try putAside(self.folder(of: attempt))
        var folder = path
        for part in self.folder(of: attempt).dropFirst(path.count).split(separator: "/") {
            folder += "/" + part
            if mkdir(folder, 0o700) == 0 || errno == EEXIST { continue }
            throw Refusal(.worldFailed, "'\(folder)' cannot be made: \(Disk.words(errno)).")
        }
    }
}
