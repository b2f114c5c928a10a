import Foundation
import Glibc

/// The room on the disk of a file, in words.
struct DiskRoom {
    /// What the journal grows by before it is folded into its file, and a little more.
    static let needed: UInt64 = 8_000_000

    private let folder: String
    private let free: UInt64
    private let size: UInt64
    private let hasPlaces: Bool

    /// Nil where the system does not say.
    init?(of path: String) {
        folder = (path as NSString).deletingLastPathComponent
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        free =
            UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
            .partialValue
        size =
            UInt64(status.f_blocks).multipliedReportingOverflow(by: UInt64(status.f_frsize))
            .partialValue
        hasPlaces = status.f_files == 0 || status.f_favail > 0
    }

    /// Which disk it is, what is free there and what is needed.
    var words: String {
        let needed = hasPlaces ? "about \(Self.amount(Self.needed)) are needed" : "no file fits"
        return "The disk of '\(folder)' is full: \(Self.amount(free)) of \(Self.amount(size)) are "
            + "free, \(needed)."
    }

    private static func amount(_ bytes: UInt64) -> String {
        switch bytes {
        case ..<1_000_000: "\(bytes / 1_000) KB"
        case ..<10_000_000_000: "\(bytes / 1_000_000) MB"
        default: "\(bytes / 1_000_000_000) GB"
        }
    }
}
