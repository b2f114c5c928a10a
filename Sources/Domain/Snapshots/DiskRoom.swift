/// The room on the disk of a folder, as the system told it.
package struct DiskRoom: Hashable, Codable, Sendable {
    /// What the journal grows by before it is folded into its file, and a little more.
    package static let needed: UInt64 = 8_000_000

    /// Below this the next thing that is written may not fit.
    private static let least: UInt64 = 64_000

    /// The absolute path of the folder.
    package let folder: String
    /// Bytes that whoever asked can still take.
    package let free: UInt64
    /// Bytes of all of it.
    package let size: UInt64
    /// Another file can be made.
    package let hasPlaces: Bool
    /// Nothing on it can be changed by anybody.
    package let isReadOnly: Bool

    package init(folder: String, free: UInt64, size: UInt64, hasPlaces: Bool, isReadOnly: Bool) {
        self.folder = folder
        self.free = free
        self.size = size
        self.hasPlaces = hasPlaces
        self.isReadOnly = isReadOnly
    }

    /// Nothing more can be written, or no file made, though the disk takes changes.
    package var isFull: Bool { !isReadOnly && (free < Self.least || !hasPlaces) }

    /// What is free there and what is needed: `0 KB of 8 MB are free, about 8 MB are needed`.
    package var amounts: String {
        let needed = hasPlaces ? "about \(Self.amount(Self.needed)) are needed" : "no file fits"
        return "\(Self.amount(free)) of \(Self.amount(size)) are free, \(needed)"
    }

    /// Whole units of a thousand: `730 KB`; less than one is `0 KB`.
    static func amount(_ bytes: UInt64) -> String {
        switch bytes {
        case ..<1_000_000: "\(bytes / 1_000) KB"
        case ..<10_000_000_000: "\(bytes / 1_000_000) MB"
        default: "\(bytes / 1_000_000_000) GB"
        }
    }
}
