import Domain
import Executors
import Glibc
import Journal

/// The folders that attempts left, apart from what the journal says of them.
struct AttemptFolders {
    /// Of these the first that is met is enough to know that there was a run.
    private static let depth = 4

    let folder: PrivateFolder

    /// Whether an attempt left anything.
    var areThere: Bool { Self.hasFolder(in: folder.runs, below: Self.depth) }

    /// Folders stand within one another as deep as an attempt's does.
    private static func hasFolder(in path: String, below depth: Int) -> Bool {
        FolderLook.names(in: path).contains { name in
            let inner = path + "/" + name
            guard Disk.status(of: inner).map({ $0.st_mode & S_IFMT == S_IFDIR }) ?? false else {
                return false
            }
            return depth == 1 || hasFolder(in: inner, below: depth - 1)
        }
    }

    /// The journal is not there, or is empty, though attempts of its runs are.
    var lostJournal: JournalError? {
        let status = Disk.status(of: folder.journal)
        guard (status?.st_size ?? 0) == 0, areThere else { return nil }
        let isThere = status != nil
        return JournalError(
            .damaged,
            "'\(folder.journal)' is \(isThere ? "empty" : "gone"), though '\(folder.runs)' holds "
                + "what earlier runs left. Nothing was changed; put a copy of it back if you have "
                + "one, or 'pitwall doctor --repair' begins a new one and keeps what is there."
        )
    }

    /// Something else lies where the journal is to be; whoever put it there has to say what of.
    var strangeJournal: JournalError? {
        guard let kind = Disk.status(of: folder.journal).map({ $0.st_mode & S_IFMT }),
            kind != S_IFREG
        else { return nil }
        let what = kind == S_IFLNK ? "a link" : kind == S_IFDIR ? "a folder" : "no file"
        return JournalError(
            .unusable,
            "'\(folder.journal)' is \(what); Pitwall opens only a file of its own there. Put the "
                + "journal itself in its place."
        )
    }

    /// The folder of an attempt whose command runs.
    func running() -> String? { running(in: [folder.runs], depth: Self.depth) }

    /// The same below folders, in which attempts stand so deep.
    private func running(in folders: [String], depth: Int) -> String? {
        var paths = folders
        for _ in 0..<depth {
            paths = paths.flatMap { path in
                FolderLook.names(in: path).sorted().map { path + "/" + $0 }
            }
        }
        return paths.first { path in
            if case .running = AttemptFolder(path: path).look() { return true }
            return false
        }
    }

    /// Puts those of a pipeline's runs aside that come after a number, under a name with `stamp`.
    ///
    /// One of which a command still runs stays.
    func putAside(of pipeline: PipelineName, after last: Int, stamp: String) throws(Refusal) {
        let place = folder.folder(of: pipeline)
        let aside = asidePlace(stamp) + place.dropFirst(folder.runs.count)
        for name in FolderLook.names(in: place).sorted() {
            guard let number = Int(name), number > last else { continue }
            let run = "\(place)/\(name)"
            guard running(in: [run], depth: 2) == nil else { continue }
            mkdir(asidePlace(stamp), 0o700)
            mkdir(aside, 0o700)
            try move(run, to: "\(aside)/\(name)")
        }
    }

    /// Puts all of them aside, under a name with `stamp`; gives the new place.
    ///
    /// A new journal counts its runs from one again, and must never take an old attempt's end for
    /// a new one's.
    func putAside(stamp: String) throws(Refusal) -> String {
        let place = asidePlace(stamp)
        try move(folder.runs, to: place)
        return place
    }

    private func asidePlace(_ stamp: String) -> String { "\(folder.runs).before-\(stamp)" }

    private func move(_ path: String, to place: String) throws(Refusal) {
        guard rename(path, place) != 0 else { return }
        throw Refusal(.worldFailed, "'\(path)' cannot be put aside: \(Disk.words(errno)).")
    }
}
