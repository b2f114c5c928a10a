package import Domain

/// The journal as read so far, newest first.
package struct ActivityModel: Sendable {
    package var entries: [JournalEntry] = []
    package var cursor = 0
    package var top = 0
    /// Phases on the way are shown too.
    package var showsDetails = false
    package var filter = ""
    package var isComplete = false

    package init() {}
}
