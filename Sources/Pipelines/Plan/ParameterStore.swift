import Domain
import Synchronization

/// Why a parameter file cannot be used.
struct ParameterTrouble: Error, Hashable, Sendable, CustomStringConvertible {
    let description: String
}

/// The parameter files of a project, parsed again only when their bytes are others.
final class ParameterStore: Sendable {
    /// More files than this are not remembered.
    static let fileLimit = 1_000

    private struct Known {
        let bytes: [UInt8]
        let file: ParameterFile
    }

    private let known = Mutex<[RawPath: Known]>([:])

    /// The parameters of a file; nil where there is none.
    func file(_ name: ProjectPath, at path: RawPath) throws(ParameterTrouble) -> ParameterFile? {
        do {
            guard let bytes = try Files.read(path, limit: YAMLLimits.written.bytes) else {
                return nil
            }
            if let known = known.withLock({ $0[path] }), known.bytes == bytes { return known.file }
            let file = try ParameterFile(bytes: bytes, path: name)
            known.withLock { known in
                if known.count >= Self.fileLimit { known.removeAll() }
                known[path] = Known(bytes: bytes, file: file)
            }
            return file
        } catch {
            throw ParameterTrouble(description: "\(error)")
        }
    }
}
