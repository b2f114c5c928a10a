package import Domain
package import Terminal

/// The log that is shown: a window of its lines, where the person is in it, and what was asked for.
///
/// A value that is changed by keys and answers; what it wants to read it gives as queries.
///
/// Invariants: `top` and `cursor` stand on lines of the window, unless it is empty; one page is
/// asked for at a time.
package struct LogModel: Sendable {
    /// How lines are shown.
    package enum View: Hashable, Sendable, CaseIterable {
        /// Long lines go on in the next row.
        case wrapped
        /// Long lines are cut; one goes sideways.
        case cut
        /// Wrapped, with numbers and times.
        case numbered
    }

    /// What is known of the log.
    package enum Presence: Hashable, Sendable {
        case asked
        case missing
        case open
        case failed(SafeText)
    }

    package let attempt: AttemptID
    package var view = View.wrapped
    /// The end is shown, and stays shown when the log grows.
    package internal(set) var isFollowing: Bool
    package internal(set) var presence = Presence.asked
    package internal(set) var status = LogStatus()

    /// The window: lines that follow each other.
    package internal(set) var lines: [ShownLine] = []
    /// Nothing stands before the window.
    package internal(set) var isAtStart = true
    /// Nothing stands behind the window.
    package internal(set) var isAtEnd = true
    /// The first row that is seen.
    package internal(set) var top = LogPlace(offset: 0)
    /// The row whose line `y` copies and the header tells of.
    package internal(set) var cursor = LogPlace(offset: 0)
    /// The cells of cut lines that lie to the left of the screen.
    package internal(set) var left = 0
    /// Rows that were to be moved when the window ended; made up for when the next has come.
    var owed = 0

    /// The field in which a text is being typed.
    package internal(set) var field: LogField?
    /// What was looked for last.
    package internal(set) var find: LogPattern?
    /// Only lines that match this are shown.
    package internal(set) var filter: LogPattern?
    /// Where a marked range begins.
    package internal(set) var mark: Int?
    /// The match or trouble that was gone to last.
    package internal(set) var current: LogFound?
    /// The step to a match or trouble that is under way.
    package internal(set) var seeking: LogSeek?
    /// Steps that were asked for while one was under way.
    var queuedSteps = 0
    var seekCount = 0

    private(set) var inFlight: LogPageRequest?
    private var wanted: LogPageRequest?
    /// What is marked in the lines of the window.
    private(set) var markedFind: LogPattern?

    /// A log that was not read yet.
    package init(_ attempt: AttemptID, isFollowing: Bool) {
        self.attempt = attempt
        self.isFollowing = isFollowing
    }

    /// What is marked: what is being typed, else what was looked for.
    var marking: LogPattern? {
        guard let field, field.kind == .find, !field.field.text.isEmpty else { return find }
        return LogPattern(field.field.text)
    }

    /// The line under the cursor.
    package var cursorLine: ShownLine? { lines.first { $0.contains(cursor.offset) } }

    // MARK: - Asking for pages

    /// Asks for a window, or for it next when one is on its way.
    mutating func ask(
        _ anchor: LogPageRequest.Anchor,
        _ reveal: LogPageRequest.Reveal,
        _ geometry: LogGeometry
    ) -> [LogQuery] {
        let reach = geometry.reach
        let request = LogPageRequest(
            anchor: anchor,
            before: anchor == .tail ? 2 * reach : reach,
            after: anchor == .tail ? 0 : reach,
            find: marking,
            filter: filter,
            reveal: reveal
        )
        if inFlight != nil {
            // A window that only keeps up does not take the place of one that goes somewhere.
            if let wanted, wanted.reveal != .nothing, reveal == .nothing {
                self.wanted?.find = request.find
            } else {
                wanted = request
            }
            return []
        }
        inFlight = request
        return [.page(attempt, request)]
    }

    /// Asks for the same window anew, with other marks or after the log grew.
    mutating func refresh(_ geometry: LogGeometry) -> [LogQuery] {
        isFollowing
            ? ask(.tail, .nothing, geometry) : ask(.around(top.offset), .nothing, geometry)
    }

    /// Forgets the page that was asked for, and asks for the one that was wanted next.
    mutating func settle(_ geometry: LogGeometry) -> [LogQuery] {
        inFlight = nil
        guard let next = wanted else { return [] }
        wanted = nil
        // A window that only keeps up is for where the view is now, not where it was then.
        if next.reveal == .nothing { return refresh(geometry) }
        return ask(next.anchor, next.reveal, geometry)
    }

    // MARK: - Answers

    /// Takes a window over and puts top and cursor where they belong.
    mutating func take(
        _ page: LogPage,
        for request: LogPageRequest,
        _ geometry: LogGeometry
    ) -> [LogQuery] {
        // A window asked for before the filter changed shows what is not wanted any more.
        guard request.filter == filter else { return settle(geometry) }
        presence = .open
        status = page.status
        lines = page.lines
        isAtStart = page.isAtStart
        isAtEnd = page.isAtEnd
        markedFind = request.find
        place(geometry)
        if isFollowing {
            goToEnd(geometry)
        } else {
            switch request.reveal {
            case .nothing: break
            case .last: goToEnd(geometry)
            case .offset(let offset): reveal(offset, geometry)
            }
        }
        var queries = settle(geometry)
        if owed != 0 {
            let rows = owed
            owed = 0
            queries += move(by: rows, geometry)
        }
        return queries
    }

    /// Takes marks away at once; the next window would come without them.
    mutating func clearMarks() {
        markedFind = nil
        for index in lines.indices { lines[index].matches = [] }
    }
}
