import Glibc

/// Reading and writing files by the kernel's own calls.
enum Files {
    /// How much is read or written in one call.
    static let chunkSize = 1 << 20

    /// The bytes of a file, at most `limit`; nil where nothing is.
    ///
    /// A larger file fails with `EFBIG`.
    static func read(_ path: RawPath, limit: Int) throws(FileFailure) -> [UInt8]? {
        guard let file = try OpenFile(reading: path) else { return nil }
        let status = try file.status()
        guard status.isFile else { throw FileFailure(.read, path, EISDIR) }
        guard status.size <= limit else { throw FileFailure(.read, path, EFBIG) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(status.size) + 1)
        // Most files are far smaller than what is read at once of large ones.
        try file.forEachChunk(of: Int(status.size) + 1) { chunk throws(FileFailure) in
            guard bytes.count + chunk.count <= limit else {
                throw FileFailure(.read, path, EFBIG)
            }
            bytes.append(contentsOf: chunk)
        }
        return bytes
    }

    /// Puts a file with these bytes at a path, whole or not at all.
    ///
    /// The bytes go to a file beside it that is then renamed; they are not flushed, unless nothing
    /// stood there and `flushesNew`. A link at the path is replaced, not followed.
    static func replace(
        _ path: RawPath,
        with bytes: [UInt8],
        mode: UInt32? = nil,
        flushesNew: Bool = false
    ) throws(FileFailure) {
        let old = try FileStatus.of(path)
        let part = path.parent.appending(".\(path.name).pitwall-tmp")
        let file = try OpenFile(writing: part, flags: O_CREAT | O_TRUNC)
        do throws(FileFailure) {
            try file.write(bytes)
            if let mode = mode ?? old?.mode { try file.setMode(mode) }
            if old == nil, flushesNew { try flush(part) }
        } catch {
            part.withCString { _ = unlink($0) }
            throw error
        }
        try rename(part, to: path)
    }

    /// Writes behind a file's last byte.
    ///
    /// What is added goes in one write: a killed process leaves all of it or nothing.
    static func append(_ bytes: [UInt8], to path: RawPath) throws(FileFailure) {
        let file = try OpenFile(writing: path, flags: O_APPEND)
        try file.write(bytes)
    }

    /// Moves a file over another one.
    static func rename(_ path: RawPath, to target: RawPath) throws(FileFailure) {
        let code: Int32 = path.withCString { from in
            target.withCString { to in Glibc.rename(from, to) == 0 ? 0 : errno }
        }
        guard code == 0 else { throw FileFailure(.rename, path, code) }
    }

    /// Makes a folder and those it is in, where they are missing.
    ///
    /// Those that are made get the permission bits, or what the umask leaves of them all.
    static func makeFolder(_ path: RawPath, mode: UInt32? = nil) throws(FileFailure) {
        let code: Int32 = path.withCString { mkdir($0, 0o777) == 0 ? 0 : errno }
        switch code {
        case 0: if let mode { try setMode(path, mode) }
        case EEXIST:
            guard try FileStatus.of(path)?.isFolder == true else {
                throw FileFailure(.makeFolder, path, EEXIST)
            }
        case ENOENT:
            guard path.parent != path else { throw FileFailure(.makeFolder, path, code) }
            try makeFolder(path.parent, mode: mode)
            let second: Int32 = path.withCString { mkdir($0, 0o777) == 0 ? 0 : errno }
            guard second == 0 || second == EEXIST else {
                throw FileFailure(.makeFolder, path, second)
            }
            if second == 0, let mode { try setMode(path, mode) }
        default: throw FileFailure(.makeFolder, path, code)
        }
    }

    /// The names in a folder, in byte order, without `.` and `..`.
    static func names(in folder: RawPath) throws(FileFailure) -> [RawPath] {
        guard let stream = folder.withCString({ opendir($0) }) else {
            throw FileFailure(.list, folder, errno)
        }
        defer { closedir(stream) }
        var names: [RawPath] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw FileFailure(.list, folder, errno) }
                break
            }
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if bytes != Array(".".utf8), bytes != Array("..".utf8) {
                names.append(RawPath(bytes: bytes))
            }
        }
        return names.sorted()
    }

    /// Removes a file, a link, or a folder with everything in it; links are never followed.
    static func remove(_ path: RawPath) throws(FileFailure) {
        guard let status = try FileStatus.ofLink(path) else { return }
        guard status.isFolder else {
            let code: Int32 = path.withCString { unlink($0) == 0 ? 0 : errno }
            guard code == 0 || code == ENOENT else { throw FileFailure(.remove, path, code) }
            return
        }
        // A folder that the cache or a stage made read-only can still be emptied by its owner.
        if status.mode & 0o300 != 0o300 { try setMode(path, status.mode | 0o700) }
        for name in try names(in: path) { try remove(path.appending(name)) }
        let code: Int32 = path.withCString { rmdir($0) == 0 ? 0 : errno }
        guard code == 0 || code == ENOENT else { throw FileFailure(.remove, path, code) }
    }

    /// Gives a file these permission bits.
    static func setMode(_ path: RawPath, _ mode: UInt32) throws(FileFailure) {
        let code: Int32 = path.withCString { chmod($0, mode_t(mode)) == 0 ? 0 : errno }
        guard code == 0 else { throw FileFailure(.changeMode, path, code) }
    }

    /// Returns once what was written to a file or folder survives a power cut.
    static func flush(_ path: RawPath) throws(FileFailure) {
        let descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            throw FileFailure(.flush, path, errno)
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileFailure(.flush, path, errno) }
    }
}
