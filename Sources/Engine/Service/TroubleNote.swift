package import Domain
package import Foundation
import Glibc
import Journal

/// What an engine cannot write, in the few lines that others read of it.
package struct TroubleNote: Hashable, Sendable {
    package let subject: WriteTrouble.Subject
    /// The system's number of what is wrong; 0 where it has none.
    package let errorNumber: Int32
    package let since: Date
    /// Seconds between two tries.
    package let retrySeconds: Int
    /// The file or folder that could not be written, where that is not the journal.
    package let place: String?

    package init(
        subject: WriteTrouble.Subject,
        errorNumber: Int32,
        since: Date,
        retrySeconds: Int,
        place: String? = nil
    ) {
        self.subject = subject
        self.errorNumber = errorNumber
        self.since = since
        self.retrySeconds = retrySeconds
        self.place = place
    }

    /// There is no room on a disk, or no more of a person's share of it.
    var isLackOfRoom: Bool { Self.isLackOfRoom(errorNumber) }

    static func isLackOfRoom(_ errorNumber: Int32) -> Bool {
        errorNumber == ENOSPC || errorNumber == EDQUOT
    }

    /// The same for people, with the room there is now; `folder` is where the journal lies.
    func trouble(folder: String) -> WriteTrouble {
        WriteTrouble(
            subject: subject,
            reason: errorNumber == 0 ? "It cannot be written" : Disk.words(errorNumber),
            isLackOfRoom: isLackOfRoom,
            since: since,
            room: DiskRoom(ofFolder: nearestFolder(or: folder)),
            retrySeconds: retrySeconds
        )
    }

    /// The folder on whose disk it was; of one that could not be made, the nearest above it.
    private func nearestFolder(or folder: String) -> String {
        guard subject == .stages, var path = place, path.hasPrefix("/") else { return folder }
        while path != "/" {
            path = (path as NSString).deletingLastPathComponent
            if Disk.status(of: path) != nil { return path }
        }
        return folder
    }
}

// MARK: - Lines

extension TroubleNote {
    /// The most bytes that a place may take.
    private static let placeLimit = 512

    /// Lines of a key and a value; the last says that all of it is there.
    var lines: String {
        var lines = [
            "trouble \(subject.rawValue)", "error \(errorNumber)",
            "since \(Int64(since.timeIntervalSince1970 * 1_000_000))", "retry \(retrySeconds)",
        ]
        if let place, place.utf8.count <= Self.placeLimit, !place.contains("\n") {
            lines.append("place \(place)")
        }
        return (lines + ["end"]).joined(separator: "\n") + "\n"
    }

    /// Nil where the lines tell of no trouble, or are cut off.
    init?(bytes: [UInt8]) {
        guard let fields = Fields(bytes: bytes),
            let subject = fields.value("trouble").flatMap({
                WriteTrouble.Subject(rawValue: "\($0)")
            }),
            let number = fields.number("error"), let since = fields.date("since"),
            let retry = fields.number("retry")
        else { return nil }
        self.init(
            subject: subject,
            errorNumber: Int32(truncatingIfNeeded: number),
            since: since,
            retrySeconds: Int(retry),
            place: fields.value("place").map(String.init)
        )
    }
}
