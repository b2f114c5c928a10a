package import Domain
import Foundation
import Glibc

extension DiskRoom {
    /// Asks the system; nil where it does not say.
    package init?(ofFolder folder: String) {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        // What is kept back is there for root.
        let blocks = geteuid() == 0 ? status.f_bfree : status.f_bavail
        let unit = UInt64(status.f_frsize)
        self.init(
            folder: folder,
            free: UInt64(blocks).multipliedReportingOverflow(by: unit).partialValue,
            size: UInt64(status.f_blocks).multipliedReportingOverflow(by: unit).partialValue,
            hasPlaces: status.f_files == 0 || status.f_favail > 0,
            isReadOnly: status.f_flag & UInt(ST_RDONLY) != 0
        )
    }

    /// The room for a file that is, or would be, at a path.
    package init?(ofFile path: String) {
        self.init(ofFolder: (path as NSString).deletingLastPathComponent)
    }

    /// Which disk it is, what is free there and what is needed.
    var words: String { "The disk of '\(folder)' is full: \(amounts)." }
}
