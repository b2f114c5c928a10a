/// How a file of the workspace gets its bytes from the cache.
package enum LinkType: String, Hashable, Sendable, CaseIterable {
    /// A file of its own that shares blocks of the disk until one of both is written.
    case reflink
    /// Another name of the object, so that both are read-only.
    case hardlink
    /// A link to the object, which is read-only.
    case symlink
    /// A file of its own.
    case copy

    /// The ways in the order they are tried, unless DVC's settings say otherwise.
    package static let defaults: [LinkType] = [.reflink, .copy]

    /// Whoever wrote into the file would write into the object.
    var sharesObject: Bool { self == .hardlink || self == .symlink }
}
