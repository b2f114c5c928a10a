import Glibc
import Synchronization

/// An artifact on its way: a file apart, which takes its place only once it is whole.
///
/// One caller at a time. Whoever lets go of it before ``finish()`` leaves nothing behind.
package final class ArtifactUpload: Sendable {
    private let path: ArtifactPath
    private let root: OpenFolder
    private let parts: OpenFolder
    private let name: [UInt8]
    private let descriptor: Int32
    /// The bytes since the room was looked at.
    private let unlooked = Mutex(0)

    init(
        to path: ArtifactPath,
        root: OpenFolder,
        parts: OpenFolder,
        name: [UInt8]
    ) throws(SystemError) {
        self.path = path
        self.root = root
        self.parts = parts
        self.name = name
        descriptor = try parts.newFile(name)
    }

    deinit {
        close(descriptor)
        // After its end the name is nobody's any more.
        try? parts.removeFile(name)
    }

    /// Adds bytes to the end.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(ArtifactFault) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ArtifactFault(.last, path, "written") }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        let isLook = unlooked.withLock { sum in
            sum += bytes.count
            guard sum >= ArtifactLimits.look else { return false }
            sum = 0
            return true
        }
        if isLook, let room = root.room, room < ArtifactLimits.reserve { throw .full(path) }
    }

    /// Puts the file at its place, also over an older one, once it survives a power cut.
    package func finish() throws(ArtifactFault) {
        do throws(SystemError) {
            guard fsync(descriptor) == 0 else { throw SystemError.last }
            try place()
        } catch {
            throw ArtifactFault(error, path, "written")
        }
    }

    private func place() throws(SystemError) {
        guard let last = path.names.last else { throw SystemError(code: EISDIR) }
        for _ in 1...ArtifactLimits.tries {
            do throws(SystemError) {
                var folder = root
                for name in path.names.dropLast() { folder = try folder.madeFolder(name) }
                try parts.move(name, to: last, in: folder)
                return try folder.flush()
            } catch {
                // Somebody removes a folder on the way, or what it lies in; it is made again.
                guard error.code == ENOENT else { throw error }
            }
        }
        throw SystemError(code: EAGAIN)
    }

    /// Gives the room back at once, where letting go of it might wait.
    package func discard() {
        try? parts.removeFile(name)
    }
}
