import Glibc

/// The git repository that holds a project, read and never run.
struct GitFolder: Hashable, Sendable {
    private static let parentLimit = 256
    private static let fileLimit = 4 << 20

    /// The folder of this work tree: `HEAD` is in it.
    let folder: String
    /// The folder of all work trees: `info` and `refs` are in it.
    let common: String

    /// The repository of the nearest folder upwards that has one.
    init?(holding root: String) {
        var folder = root
        for _ in 0..<Self.parentLimit {
            if let found = Self.folder(at: (folder == "/" ? "" : folder) + "/.git") {
                self.folder = found
                common = Self.common(of: found)
                return
            }
            guard let slash = folder.lastIndex(of: "/"), folder != "/" else { return nil }
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
        return nil
    }

    /// A `.git` folder, or where a `.git` file of a further work tree points.
    private static func folder(at path: String) -> String? {
        guard let status = Disk.status(of: path) else { return nil }
        if status.st_mode & S_IFMT == S_IFDIR { return isRepository(path) ? path : nil }
        let mark = "gitdir:"
        guard let text = line(of: path), text.hasPrefix(mark) else { return nil }
        let target = text.dropFirst(mark.count).drop { $0 == " " }
        let folder = String(path.dropLast("/.git".count))
        let absolute = target.hasPrefix("/") ? String(target) : folder + "/" + target
        return isRepository(absolute) ? absolute : nil
    }

    /// Only what looks like one is written to or believed.
    private static func isRepository(_ path: String) -> Bool {
        Disk.status(of: path + "/HEAD") != nil
    }

    private static func common(of folder: String) -> String {
        guard let text = line(of: folder + "/commondir"), !text.isEmpty else { return folder }
        let path = text.hasPrefix("/") ? text : folder + "/" + text
        return isRepository(path) ? path : folder
    }

    private static func line(of path: String) -> String? {
        guard let bytes = Disk.read(path, limit: 4_096) else { return nil }
        return String(decoding: bytes.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
    }

    // MARK: - What is asked of it

    /// The commit that is checked out; nil before the first.
    var commit: String? {
        guard let head = Self.line(of: folder + "/HEAD") else { return nil }
        let mark = "ref: "
        guard head.hasPrefix(mark) else { return Self.hash(head[...]) }
        let name = head.dropFirst(mark.count)
        guard !name.hasPrefix("/"), !name.contains("..") else { return nil }
        for place in [folder, common] {
            if let text = Self.line(of: "\(place)/\(name)"), let hash = Self.hash(text[...]) {
                return hash
            }
        }
        return packed(name)
    }

    private func packed(_ name: Substring) -> String? {
        guard let bytes = Disk.read(common + "/packed-refs", limit: Self.fileLimit) else {
            return nil
        }
        let text = String(decoding: bytes, as: UTF8.self)
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            if parts.count == 2, parts[1].utf8.elementsEqual(name.utf8) {
                return Self.hash(parts[0])
            }
        }
        return nil
    }

    private static func hash(_ text: Substring) -> String? {
        let isHash = (40...64).contains(text.utf8.count) && text.allSatisfy(\.isHexDigit)
        return isHash ? String(text) : nil
    }

    /// Makes git leave `.pitwall` out, unless it does already.
    ///
    /// That this fails keeps nobody from working: git then shows the folder as untracked.
    func excludePrivateFolder() {
        let path = common + "/info/exclude"
        let bytes = Disk.read(path, limit: Self.fileLimit)
        guard bytes != nil || Disk.status(of: path) == nil else { return }
        let lines = String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n")
        let known: Set<Substring> = [".pitwall", ".pitwall/", "/.pitwall", "/.pitwall/"]
        guard !lines.contains(where: { known.contains($0.trimmingSpaces) }) else { return }
        mkdir(common + "/info", 0o777)
        let start = bytes?.last.map { $0 == 0x0A ? "" : "\n" } ?? ""
        // Without a slash before it, it also holds for a project in a folder of the repository.
        _ = Disk.append(Array("\(start).pitwall/\n".utf8), to: path)
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var rest = drop { $0 == " " || $0 == "\t" || $0 == "\r" }
        while let last = rest.last, last == " " || last == "\t" || last == "\r" {
            rest.removeLast()
        }
        return rest
    }
}
