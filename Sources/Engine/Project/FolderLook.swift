import Glibc

/// What lies in a folder, or at a path: looked at up to a bound, following no links.
struct FolderLook: Hashable, Sendable {
    /// Files and folders looked at before the rest is left out.
    static let usualLimit = 2_000

    /// Folders inside one another.
    private static let depthLimit = 32

    /// Bytes of the files.
    private(set) var bytes: Int64 = 0
    private(set) var files = 0
    /// When the content of the newest file changed, in nanoseconds since 1970.
    private(set) var modifiedAt: Int64?
    /// When anything about the newest entry changed; no program can set it.
    private(set) var changedAt: Int64?
    /// Not everything was looked at.
    private(set) var isCutShort = false

    private var left: Int

    /// Looks at a path, and where it is a folder at all below it.
    init(_ path: String, limit: Int = usualLimit) {
        left = limit
        guard let status = Disk.status(of: path) else { return }
        // A dependency or output may itself be a link; what it leads to is what counts.
        var target = status
        if status.st_mode & S_IFMT == S_IFLNK, stat(path, &target) != 0 { return }
        add(target)
        if target.st_mode & S_IFMT == S_IFDIR { walk(path, depth: 0) }
    }

    private mutating func add(_ status: stat) {
        left -= 1
        changedAt = max(changedAt ?? .min, status.st_ctim.nanoseconds)
        guard status.st_mode & S_IFMT == S_IFREG else { return }
        files += 1
        bytes &+= Int64(status.st_size)
        modifiedAt = max(modifiedAt ?? .min, status.st_mtim.nanoseconds)
    }

    private mutating func walk(_ folder: String, depth: Int) {
        guard depth < Self.depthLimit, left > 0 else {
            isCutShort = true
            return
        }
        guard let stream = opendir(folder) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            guard let name = Self.name(of: entry) else { continue }
            guard left > 0 else {
                isCutShort = true
                return
            }
            let path = folder + "/" + name
            guard let status = Disk.status(of: path) else { continue }
            add(status)
            if status.st_mode & S_IFMT == S_IFDIR { walk(path, depth: depth + 1) }
        }
    }

    /// The name of an entry; nil for the folder itself and its parent.
    static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
        let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
        let name = String(decoding: bytes, as: UTF8.self)
        return name == "." || name == ".." ? nil : name
    }
}
