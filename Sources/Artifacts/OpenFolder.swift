import Glibc

/// An open folder, from which everything in it is reached by its descriptor.
///
/// Takes single names only, and follows no link: what a link leads to is never opened, made,
/// listed, renamed or removed. The names have neither slashes nor zero bytes.
final class OpenFolder: Sendable {
    let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    private static let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC

    /// Opens a folder of the engine's own by its path.
    convenience init(path: String) throws(SystemError) {
        let descriptor = open(path, Self.flags)
        guard descriptor >= 0 else { throw .last }
        self.init(descriptor: descriptor)
    }

    func folder(_ name: [UInt8]) throws(SystemError) -> OpenFolder {
        let opened = openat(descriptor, Self.text(name), Self.flags)
        guard opened >= 0 else { throw .last }
        return OpenFolder(descriptor: opened)
    }

    /// Opens a folder, and makes it for its owner only where it is missing.
    func madeFolder(_ name: [UInt8]) throws(SystemError) -> OpenFolder {
        if mkdirat(descriptor, Self.text(name), 0o700) == 0 {
            // What is acknowledged below it must survive a power cut with it.
            try flush()
        } else if errno != EEXIST {
            throw .last
        }
        return try folder(name)
    }

    /// Opens a file to read it; what it is, is to be looked at.
    func file(_ name: [UInt8]) throws(SystemError) -> Int32 {
        // A pipe must not hold the engine up.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY
        let opened = openat(descriptor, Self.text(name), flags)
        guard opened >= 0 else { throw .last }
        return opened
    }

    /// Makes a file for its owner only, and opens it to write.
    func newFile(_ name: [UInt8]) throws(SystemError) -> Int32 {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let opened = openat(descriptor, Self.text(name), flags, 0o600)
        guard opened >= 0 else { throw .last }
        return opened
    }

    /// The status of an entry, a link itself where it is one; nil where nothing is.
    func status(_ name: [UInt8]) -> stat? {
        var status = stat()
        let flags = AT_SYMLINK_NOFOLLOW
        return fstatat(descriptor, Self.text(name), &status, flags) == 0 ? status : nil
    }

    /// Moves an entry to a place in another folder; a file that is there is replaced.
    func move(_ name: [UInt8], to other: [UInt8], in folder: OpenFolder) throws(SystemError) {
        guard
            renameat(descriptor, Self.text(name), folder.descriptor, Self.text(other)) == 0
        else { throw .last }
    }

    /// The names of all entries, in the order of their bytes; fails where there are more.
    func names(limit: Int) throws(SystemError) -> [[UInt8]] {
        // A descriptor of its own: reading moves its place.
        let copy = openat(descriptor, ".", Self.flags)
        guard copy >= 0 else { throw .last }
        guard let stream = fdopendir(copy) else {
            let error = SystemError.last
            close(copy)
            throw error
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                if errno != 0 { throw .last }
                break
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name == Array(".".utf8) || name == Array("..".utf8) { continue }
            guard names.count < limit else { throw SystemError(code: EOVERFLOW) }
            names.append(name)
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    func removeFile(_ name: [UInt8]) throws(SystemError) {
        guard unlinkat(descriptor, Self.text(name), 0) == 0 || errno == ENOENT else { throw .last }
    }

    /// Removes an entry with all that is in it; of a link, the link.
    func removeTree(_ name: [UInt8], depth: Int = 4 * ArtifactLimits.depth) throws(SystemError) {
        if unlinkat(descriptor, Self.text(name), 0) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM, depth > 0 else { throw .last }
        do {
            let inner = try folder(name)
            for entry in try inner.names(limit: .max) {
                try inner.removeTree(entry, depth: depth - 1)
            }
        }
        guard unlinkat(descriptor, Self.text(name), AT_REMOVEDIR) == 0 || errno == ENOENT else {
            throw .last
        }
    }

    /// Returns once its entries survive a power cut.
    func flush() throws(SystemError) {
        // Some file systems cannot flush folders, and say so with EINVAL.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .last }
    }

    /// How many bytes may still be written to its disk; nil where nobody knows.
    var room: Int? {
        var status = statvfs()
        guard fstatvfs(descriptor, &status) == 0 else { return nil }
        let (room, overflow) = Int(clamping: status.f_bavail)
            .multipliedReportingOverflow(by: Int(clamping: status.f_frsize))
        return overflow ? .max : room
    }

    private static func text(_ name: [UInt8]) -> [CChar] {
        name.map(CChar.init(bitPattern:)) + [0]
    }
}
