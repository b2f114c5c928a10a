/// The bounds of artifacts.
package enum ArtifactLimits {
    /// Bytes of a path, decoded.
    package static let path = 2_048
    /// Bytes of one name, as most file systems have it.
    package static let name = 255
    /// Names in a path, and folders in each other.
    package static let depth = 64
    /// Entries of one folder that are listed, and files of one run.
    package static let entries = 100_000
    /// How often a file is put into folders that others remove meanwhile.
    static let tries = 8
    /// What uploads leave free on the disk: the journal needs it.
    package static let reserve = 64 << 20
    /// After so many bytes of an upload the room is looked at again.
    package static let look = 64 << 20
}
