import Domain

/// The name of a content: the MD5 of a file, or of a folder's manifest with `.dir` after it.
package struct ContentHash: Hashable, Sendable, CustomStringConvertible {
    /// 32 hex digits, followed by `.dir` for a folder.
    package let text: String

    /// Takes the text of a lock entry; nil where it is no hash.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count == 32 || bytes.count == 36 && text.hasSuffix(Self.folderMark),
            bytes.prefix(32).allSatisfy(Hex.isDigit)
        else { return nil }
        self.text = text
    }

    /// The hash of a file by the digest of its bytes.
    package init(file digest: String) {
        text = digest
    }

    init(folder digest: String) {
        text = digest + Self.folderMark
    }

    package var isFolder: Bool { text.hasSuffix(Self.folderMark) }

    package var description: String { text }

    /// The digits without the mark of a folder.
    var digest: String { String(text.prefix(32)) }

    /// The name of the object below the cache's folder of objects.
    var objectName: String { "\(text.prefix(2))/\(text.dropFirst(2))" }

    private static let folderMark = ".dir"
}

/// A content that was read: its hash and what a lock entry says of it.
package struct Content: Hashable, Sendable {
    package let hash: ContentHash
    /// Bytes, of a folder the sum.
    package let size: Int64
    /// Files in a folder; nil for a file.
    package let fileCount: Int?
    package let isExecutable: Bool

    /// The size in a lock that does not say one.
    static let unknownSize: Int64 = -1

    package init(hash: ContentHash, size: Int64, fileCount: Int? = nil, isExecutable: Bool = false)
    {
        self.hash = hash
        self.size = size
        self.fileCount = fileCount
        self.isExecutable = isExecutable
    }
}
