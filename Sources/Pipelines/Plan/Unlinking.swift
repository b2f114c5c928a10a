import Glibc

/// Makes files that may share their bytes with the cache files of their own.
enum Unlinking {
    /// Makes a file, or every file of a folder, one that can be written.
    static func unlink(_ path: RawPath) throws {
        guard let status = try FileStatus.ofLink(path) else { return }
        switch status.kind {
        case .folder:
            for name in try Files.names(in: path) { try unlink(path.appending(name)) }
        case .link:
            guard let target = try FileStatus.of(path), target.isFile else { return }
            try copy(path, mode: target.mode | 0o200)
        case .file where status.linkCount > 1:
            try copy(path, mode: status.mode | 0o200)
        case .file where status.mode & 0o200 == 0:
            try Files.setMode(path, status.mode | 0o200)
        case .file, .other: break
        }
    }

    /// Puts a copy of a file in its place.
    private static func copy(_ path: RawPath, mode: UInt32) throws(FileFailure) {
        let part = path.parent.appending(".\(path.name).pitwall-tmp")
        do throws(FileFailure) {
            try Files.remove(part)
            guard let source = try OpenFile(reading: path) else { return }
            let target = try OpenFile(writing: part, flags: O_CREAT | O_EXCL)
            try source.forEachChunk { chunk throws(FileFailure) in try target.write(chunk) }
            try target.setMode(mode)
            try Files.rename(part, to: path)
        } catch {
            try? Files.remove(part)  // The first failure is the one to tell.
            throw error
        }
    }
}
