package import Foundation

/// What keeps an engine from writing something down, for as long as it does.
package struct WriteTrouble: Hashable, Codable, Sendable {
    /// What cannot be written.
    package enum Subject: String, Hashable, Codable, Sendable, CaseIterable {
        /// The journal: what happened, and what people ask for.
        case journal
        /// Files of stages: what they made, their logs and locks.
        case stages
        /// Anything: the project is not where it was.
        case project
    }

    package let subject: Subject
    /// The system's words: `No space left on device`.
    package let reason: String
    /// There is no room, and all goes on by itself once there is.
    package let isLackOfRoom: Bool
    /// When it began; nil where nothing had to be written since.
    package let since: Date?
    /// The room on the disk in question; nil where the system does not say.
    package let room: DiskRoom?
    /// Seconds between two tries; nil while there is no engine that would try.
    package let retrySeconds: Int?

    package init(
        subject: Subject,
        reason: String,
        isLackOfRoom: Bool,
        since: Date?,
        room: DiskRoom?,
        retrySeconds: Int?
    ) {
        self.subject = subject
        self.reason = reason
        self.isLackOfRoom = isLackOfRoom
        self.since = since
        self.room = room
        self.retrySeconds = retrySeconds
    }
}

extension WriteTrouble {
    /// In two words, for a line that has room for no more.
    package var mark: String {
        if subject == .project { return "moved" }
        return isLackOfRoom ? "disk full" : "cannot write"
    }

    /// What is wrong, as a heading.
    package var title: String {
        guard subject == .project || retrySeconds != nil else {
            return "The disk is full; no engine can begin"
        }
        return switch (subject, isLackOfRoom) {
        case (.journal, true): "The disk is full; what happens is written once there is room"
        case (.stages, true): "The disk is full; stages wait for room"
        case (.journal, false): "The journal cannot be written; it is tried again and again"
        case (.stages, false): "Files of stages cannot be written"
        case (.project, _): "The project is not here any more"
        }
    }

    /// What is wrong, since when, how much room there is, and what happens next.
    ///
    /// `clock` gives a moment as its reader wants to see it.
    package func words(clock: (Date) -> String) -> String {
        var first = reason
        if let since { first += " since " + clock(since) }
        if let room { first += ": on the disk of '\(room.folder)' \(room.amounts)" }
        return "\(first). \(next)"
    }

    private var next: String {
        let away = "Stages that run go on; go to where the project is now."
        if subject == .project { return away }
        guard let retrySeconds else { return "Stages can be run once there is room." }
        return switch subject {
        case .journal:
            "It is tried again every \(retrySeconds) s. Running stages go on and what they come "
                + "to is kept; commands are refused until then."
        case .stages:
            "It is tried again every \(retrySeconds) s; what stages made is kept until then."
        case .project: away
        }
    }
}
