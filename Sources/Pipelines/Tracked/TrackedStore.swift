import Domain
import Synchronization

/// The `.dvc` files of a project, read when they changed.
final class TrackedStore: Sendable {
    private struct Known {
        let bytes: [UInt8]
        let file: TrackedFile
    }

    private let root: RawPath
    private let known = Mutex<[ProjectPath: Known]>([:])

    init(root: RawPath) {
        self.root = root
    }

    /// The text of a file with what it says.
    func read(_ path: ProjectPath) throws -> (bytes: [UInt8], file: TrackedFile) {
        let bytes = try SourceBytes.read(
            root.appending(path.text).description,
            named: path,
            limit: YAMLLimits.written.bytes
        )
        if let known = known.withLock({ $0[path] }), known.bytes == bytes {
            return (bytes, known.file)
        }
        let file = try TrackedFile(bytes: bytes, path: path, root: root.description)
        known.withLock { $0[path] = Known(bytes: bytes, file: file) }
        return (bytes, file)
    }
}
