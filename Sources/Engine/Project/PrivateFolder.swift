import Domain
import Glibc
import Pipelines

/// The project's private folder, `.pitwall`, and where things are in it.
struct PrivateFolder: Hashable, Sendable {
    /// The absolute path.
    let path: String

    init(root: String) {
        path = (root == "/" ? "" : root) + "/.pitwall"
    }

    var journal: String { path + "/journal.db" }

    /// By how many bytes the journal's path is longer than SQLite opens; nil where it is not.
    ///
    /// SQLite resolves links itself, so that there is no shorter way to the same file.
    var excess: Int? {
        let length = journal.utf8.count + "-journal".utf8.count + 1
        return length > Self.longestPath ? length - Self.longestPath : nil
    }

    private static let longestPath = 512

    /// The port that the tracking server listens on.
    var port: String { path + "/port" }

    /// The metric points.
    var series: String { path + "/series.db" }

    /// What runs and logged models keep as files.
    var artifacts: String { path + "/artifacts" }

    /// The file that every commit to the journal touches.
    var journalLog: String { journal + "-wal" }

    /// What the engine holds as long as it lives.
    var engine: String { path + "/engine.lock" }

    var environment: String { path + "/environment.json" }

    /// The file with the name of the root's own pipeline.
    var name: String { path + "/name" }

    /// A file that is there as long as entries of `dvc.lock` are in the journal alone.
    var owedLocks: String { path + "/locks-owed" }

    /// The folder of all attempts.
    var runs: String { path + "/runs" }

    /// The folder of a pipeline's runs.
    func folder(of pipeline: PipelineName) -> String {
        runs + "/" + FolderName.escaped(pipeline.text)
    }

    /// The folder of an attempt's files.
    func folder(of attempt: AttemptID) -> String {
        [
            folder(of: attempt.run.pipeline), String(attempt.run.number),
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
        return Refusal(.badInput, closedWords(to: OSUser.name(of: owner)))
    }

    private func closedWords(to owner: String) -> String {
        let first = "'\(path)' cannot be read: \(owner) opened this project"
        guard let status = Disk.status(of: path), status.st_mode & 0o010 != 0 else {
            return first + " and shares it with nobody, so nothing is known of its runs. \(owner) "
                + "can let a group in with 'share: {group: …}' in pitwall.yaml; or work in a copy."
        }
        let group = OSUser.groupName(of: status.st_gid)
        guard faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0 else {
            return first + " and shares it with the group '\(group)', of which you are no member,"
                + " so nothing is known of its runs. Ask to be made one, or work in a copy."
        }
        return first + " and no engine of \(owner)'s runs, by which the group '\(group)' reads it."
            + " \(owner) starts one with 'pitwall', or 'pitwall engine' to leave it running."
    }

    /// Makes it, for its owner only.
    ///
    /// Fails where something else has its name: a link could lead everything that is written to
    /// another place.
    func make() throws(Refusal) {
        if mkdir(path, 0o700) == 0 { return }
        let code = errno
        guard code == EEXIST else {
            let kind = Refusal.Code(ofError: code)
            throw Refusal(kind, "'\(path)' cannot be made: \(Disk.words(code)).")
        }
        guard let status = Disk.status(of: path), status.st_mode & S_IFMT == S_IFDIR else {
            throw Refusal(
                .badInput,
                "'\(path)' is not a folder, or is a link. Pitwall keeps its journal there and "
                    + "follows no link; move it away and start again."
            )
        }
        // What others may read of it would be the logs of everything that runs. That a group may
        // go through to the socket is for the holder of the lock to say.
        if status.st_mode & 0o067 != 0 { chmod(path, 0o700) }
    }

    /// Lets the members of a group through to the engine's socket, or nobody.
    ///
    /// Only the holder of the engine's lock may ask for it. They may list or read nothing: what
    /// else lies in the folder is closed to them by its own mode.
    func share(with group: gid_t?) throws(Refusal) {
        let opened = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard opened >= 0 else { throw failure("opened") }
        defer { close(opened) }
        // Closed first, so that no other group is let in on the way.
        guard fchmod(opened, 0o700) == 0 else { throw failure("closed to others") }
        guard let group else { return }
        try closeEntries(of: opened)
        guard fchown(opened, uid_t.max, group) == 0, fchmod(opened, 0o710) == 0 else {
            throw failure("shared")
        }
    }

    private func closeEntries(of folder: Int32) throws(Refusal) {
        guard let stream = fdopendir(dup(folder)) else { throw failure("listed") }
        defer { closedir(stream) }
        rewinddir(stream)
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            let text = name.map(CChar.init(bitPattern:)) + [0]
            var status = stat()
            guard fstatat(folder, text, &status, AT_SYMLINK_NOFOLLOW) == 0,
                name != Array(".".utf8), name != Array("..".utf8)
            else { continue }
            let kind = status.st_mode & S_IFMT
            guard kind == S_IFREG || kind == S_IFDIR, status.st_mode & 0o077 != 0 else { continue }
            guard fchmodat(folder, text, status.st_mode & 0o700, 0) == 0 else {
                throw failure("shared, since '\(String(decoding: name, as: UTF8.self))' in it")
            }
        }
    }

    private func failure(_ words: String) -> Refusal {
        Refusal(.worldFailed, "'\(path)' cannot be \(words): \(Disk.words(errno)).")
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
    func makeFolder(of attempt: AttemptID) throws {
        try make()
        try putAside(self.folder(of: attempt))
        var folder = path
        for part in self.folder(of: attempt).dropFirst(path.count).split(separator: "/") {
            folder += "/" + part
            if mkdir(folder, 0o700) == 0 || errno == EEXIST { continue }
            throw FileFailure(.makeFolder, RawPath(folder), errno)
        }
    }
}
