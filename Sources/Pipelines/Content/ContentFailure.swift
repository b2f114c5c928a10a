/// Why a content cannot be read, kept or brought back.
package enum ContentFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case file(FileFailure)
    /// A link in a folder that leads nowhere.
    case brokenLink(RawPath)
    /// A pipe, socket or device where a file was expected.
    case notAFile(RawPath)
    /// A `.dvcignore` inside a dependency or output.
    case ignoreFile(RawPath)
    /// The file kept changing while it was read.
    case unsteady(RawPath)
    /// The cache has no whole object of this name.
    case missingObject(ContentHash)
    /// The bytes of an object are not what its name says.
    case damagedObject(ContentHash, RawPath)
    /// An output stays where it is, since the cache cannot take it.
    case notKept(RawPath, FileFailure)
    /// A content stays in the cache, since nothing can be put at the path.
    case notBroughtBack(RawPath, FileFailure)
    /// None of the ways that DVC's settings allow works for a path.
    case noLink(RawPath, [LinkType])

    package var description: String {
        switch self {
        case .file(let failure): failure.description
        case .brokenLink(let path):
            "'\(path)' is a link that leads nowhere. Remove it, or bring back what it points to."
        case .notAFile(let path):
            "'\(path)' is neither a file nor a folder, so it has no content. Remove it."
        case .ignoreFile(let path):
            "'\(path)' stands inside a dependency or output, where it is not allowed. "
                + "Move it to a folder above."
        case .unsteady(let path):
            "'\(path)' changed while it was read. Wait until nothing writes to it and try again."
        case .missingObject(let hash):
            "The cache has no object '\(hash)'. Run the stage again to make it."
        case .damagedObject(let hash, let path):
            "The cache object '\(path)' is damaged: its content is not '\(hash)'. "
                + "Run the stage again to make it anew."
        case .notKept(let path, let failure):
            "'\(path)' cannot be put into the cache and stays as it is. \(failure)"
        case .notBroughtBack(let path, let failure):
            "'\(path)' cannot be brought back from the cache. \(failure)"
        case .noLink(let path, let types):
            "'\(path)' cannot be linked with the cache by "
                + "\(types.map(\.rawValue).joined(separator: " or ")). "
                + "Add 'copy' to 'type' under '[cache]' in '.dvc/config'."
        }
    }
}
