import Glibc
import Pipelines
import Synchronization

/// Small looks and writes in the project's folder that follow no link at the end of a path.
enum Disk {
    /// The status of what is at a path, a link itself where it is one; nil where nothing is.
    static func status(of path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }

    /// The bytes of an ordinary file of at most `limit` bytes; nil where there is none.
    static func read(_ path: String, limit: Int, followsLink: Bool = false) -> [UInt8]? {
        let link = followsLink ? 0 : O_NOFOLLOW
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | link)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            Int(status.st_size) <= limit
        else { return nil }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: max(4_096, Int(status.st_size) + 1))
        while bytes.count <= limit {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
        return nil
    }

    /// Puts a file with these bytes at a path, whole or not at all.
    ///
    /// Gives the error's number where that fails; what was there then stands as it was.
    static func replace(_ path: String, with bytes: [UInt8], mode: mode_t) -> Int32? {
        // Stages that start together may write the same file.
        let number = parts.withLock { number in
            number += 1
            return number
        }
        let part = "\(path).\(getpid())-\(number)\(partSuffix)"
        unlink(part)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let file = open(part, flags, 0o600)
        guard file >= 0 else { return errno }
        var code = write(bytes, to: file)
        if code == nil, fchmod(file, mode) != 0 { code = errno }
        // A rename that survives a power cut must not bring an empty file.
        if code == nil, fsync(file) != 0 { code = errno }
        close(file)
        if code == nil, rename(part, path) != 0 { code = errno }
        if code != nil { unlink(part) }
        return code
    }

    /// Files that this process wrote beside their places.
    private static let parts = Mutex(0)

    private static let partSuffix = ".pitwall-tmp"

    /// Removes what killed processes wrote beside its place in a folder and never put there.
    static func removeParts(in folder: String) {
        guard let stream = opendir(folder) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
                    String(cString: $0)
                }
            }
            // Fails for a folder, which is no part.
            if name.hasSuffix(partSuffix) { unlink(folder + "/" + name) }
        }
    }

    /// Adds bytes to the end of an ordinary file, making it where it is missing.
    static func append(_ bytes: [UInt8], to path: String) -> Int32? {
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        let file = open(path, flags, 0o644)
        guard file >= 0 else { return errno }
        defer { close(file) }
        return write(bytes, to: file)
    }

    /// Makes an empty file for its owner only, where there is none; closes an old one to others.
    static func makePrivate(_ path: String) throws(FileFailure) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard file >= 0 else {
            throw FileFailure(.write, RawPath(path), errno)
        }
        defer { close(file) }
        fchmod(file, 0o600)
    }

    private static func write(_ bytes: [UInt8], to file: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count < 0 ? errno : EIO }
            rest = rest.dropFirst(count)
        }
        return nil
    }

    /// The system's words for an error's number.
    static func words(_ code: Int32) -> String { String(cString: strerror(code)) }

    /// Now, in nanoseconds since 1970, by the kernel's clock for file times.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension timespec {
    /// Nanoseconds since 1970.
    var nanoseconds: Int64 {
        let (seconds, overflow) = Int64(tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : seconds &+ Int64(tv_nsec)
    }
}
