import Foundation
import Glibc

/// A journal to be read that has the length its head tells.
///
/// SQLite reads nothing at all of a file whose end is missing. With zeros in place of the end it
/// reads what is there, and finds the damage where it is. The file itself is left as it is.
struct WholeLength {
    /// The file to be read: the journal, or a longer copy of it.
    let path: String
    private let isCopy: Bool

    init(of path: String) throws {
        guard let missing = Self.missing(of: path) else {
            self.path = path
            isCopy = false
            return
        }
        let copy = path + ".whole"
        for suffix in ["", "-wal", "-shm"] { unlink(copy + suffix) }
        for suffix in ["", "-wal"] where access(path + suffix, F_OK) == 0 {
            try FileCopy.make(path + suffix, copy + suffix)
        }
        guard truncate(copy, missing) == 0 else { throw FileCopy.error("lengthened", copy) }
        self.path = copy
        isCopy = true
    }

    /// Removes what was made.
    func remove() {
        guard isCopy else { return }
        for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    }

    /// The length that the head of a shorter file tells; nil where it is long enough or no journal.
    private static func missing(of path: String) -> Int? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var head = [UInt8](repeating: 0, count: headLength)
        var status = stat()
        guard read(file, &head, headLength) == headLength, fstat(file, &status) == 0,
            head.starts(with: "SQLite format 3\0".utf8)
        else { return nil }
        // At offset 16 the size of a page, where 1 stands for 65,536; at 28 the number of pages.
        let size = Int(head[16]) << 8 | Int(head[17])
        let pages = head[28..<32].reduce(0) { $0 << 8 | Int($1) }
        let length = (size == 1 ? 65_536 : size) * pages
        guard length > Int(status.st_size), length <= longest else { return nil }
        return length
    }

    private static let headLength = 100
    /// A head that tells more than this is damaged itself.
    private static let longest = 1 << 40
}
