import Glibc

/// An open file that closes itself.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    let path: RawPath

    /// Opens a file to read it; nil where nothing is.
    init?(reading path: RawPath) throws(FileFailure) {
        // A pipe without a writer must not stop us here; its kind is looked at afterwards.
        let descriptor = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        if descriptor < 0 {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw FileFailure(.read, path, errno)
        }
        self.descriptor = descriptor
        self.path = path
    }

    /// Opens a file to write it, readable by everybody the umask allows.
    init(writing path: RawPath, flags: Int32) throws(FileFailure) {
        let all = O_WRONLY | O_CLOEXEC | O_NOFOLLOW | flags
        let descriptor = path.withCString { open($0, all, 0o666) }
        guard descriptor >= 0 else { throw FileFailure(.write, path, errno) }
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    func status() throws(FileFailure) -> FileStatus {
        try FileStatus.of(descriptor, at: path)
    }

    func setMode(_ mode: UInt32) throws(FileFailure) {
        guard fchmod(descriptor, mode_t(mode)) == 0 else {
            throw FileFailure(.changeMode, path, errno)
        }
    }

    /// Leaves out all behind the first `size` bytes.
    func cut(to size: Int) throws(FileFailure) {
        guard ftruncate(descriptor, size) == 0 else { throw FileFailure(.write, path, errno) }
    }

    /// Writes all bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(FileFailure) {
        let code = codeOfWriting(bytes)
        guard code == 0 else { throw FileFailure(.write, path, code) }
    }

    /// Writes all bytes.
    func write(_ bytes: [UInt8]) throws(FileFailure) {
        let code = bytes.withUnsafeBytes { codeOfWriting($0) }
        guard code == 0 else { throw FileFailure(.write, path, code) }
    }

    /// Writes over bytes that are there, all at once.
    func overwrite(_ bytes: [UInt8], at offset: Int) throws(FileFailure) {
        guard pwrite(descriptor, bytes, bytes.count, offset) == bytes.count else {
            throw FileFailure(.write, path, errno)
        }
    }

    private func codeOfWriting(_ bytes: UnsafeRawBufferPointer) -> Int32 {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                return errno
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return 0
    }

    /// Calls `body` with the file's bytes from here to the end, in pieces of at most `size`.
    func forEachChunk(
        of size: Int = Files.chunkSize,
        _ body: (UnsafeRawBufferPointer) throws(FileFailure) -> Void
    ) throws(FileFailure) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(
            byteCount: min(size, Files.chunkSize),
            alignment: 64
        )
        defer { buffer.deallocate() }
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count == 0 { return }
            if count < 0 {
                if errno == EINTR { continue }
                throw FileFailure(.read, path, errno)
            }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
