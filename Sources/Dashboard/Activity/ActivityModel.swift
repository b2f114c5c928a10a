import Domain

/// An entry of the journal with its words.
struct ActivityEntry: Sendable {
    let entry: JournalEntry
    let words: EventWords
    /// All of it in small letters, for the filter.
    private let searched: String

    init(_ entry: JournalEntry) {
        self.entry = entry
        words = entry.event.words
        searched = "\(entry.actor) \(words.subject) \(words.text)".lowercased()
    }

    func holds(_ parts: [Substring]) -> Bool {
        parts.allSatisfy { searched.contains($0) }
    }
}

/// The journal as read so far, newest first.
///
/// Invariants: positions fall; entries between the newest and the oldest are all there.
package struct ActivityModel: Sendable {
    /// Which part has the keys.
    package enum Pane: Hashable, Sendable {
        case list
        case details
    }

    /// Entries kept at once; older ones are reached by a filter of the command line.
    static let capacity = 20_000
    /// Entries read at once.
    static let pageSize = 200

    private(set) var entries: [ActivityEntry] = []
    /// The entries that are shown, newest first.
    private(set) var shown: [ActivityEntry] = []
    /// The entry under the cursor, counted in those that are shown.
    package var cursor = 0
    /// The first entry that is seen.
    package var top = 0
    /// Phases on the way are shown too.
    package var showsDetails = false { didSet { shown = visible(entries) } }
    /// Only entries with all these words are shown; empty shows all.
    package var filter = "" { didSet { shown = visible(entries) } }
    /// The journal's first entry has been read.
    package private(set) var isComplete = false
    /// The newest entries have come.
    package private(set) var isRead = false
    package var pane = Pane.list
    /// The details have the whole screen.
    package var isZoomed = false
    /// The first line of the details that is seen.
    package var detailsTop = 0
    /// Entries before this position were asked for.
    private(set) var awaited: Position?

    package init() {}

    /// Those of some entries that are shown.
    private func visible(_ entries: [ActivityEntry]) -> [ActivityEntry] {
        let parts = filter.lowercased().split(separator: " ")
        return entries.filter { entry in
            (showsDetails || entry.words.weight == .main) && entry.holds(parts)
        }
    }

    var isFull: Bool { entries.count >= Self.capacity }

    /// Takes a page over; the cursor stays on its entry unless it is on the newest.
    mutating func take(_ page: [JournalEntry], for query: ActivityQuery) {
        isRead = true
        let selected = cursor > 0 ? selectedPosition : nil
        if let before = query.before {
            guard before == awaited else { return }
            awaited = nil
            // What is left out in between is of a kind that this version does not know.
            isComplete = page.isEmpty || (page.last?.position.number ?? 0) <= 1
            let older = page.map(ActivityEntry.init)
            entries += older
            shown += visible(older)
        } else {
            takeNewest(page)
        }
        if let selected, let index = shown.firstIndex(where: { $0.entry.position <= selected }) {
            top = max(0, top + index - cursor)
            cursor = index
        }
    }

    private mutating func takeNewest(_ page: [JournalEntry]) {
        let newest = entries.first?.entry.position ?? .start
        let isJoined = page.contains { $0.position <= newest }
        // A replay may have gone back.
        let isLater = page.first.map { $0.position >= newest } ?? true
        guard isJoined, isLater, !entries.isEmpty else {
            entries = page.map(ActivityEntry.init)
            shown = visible(entries)
            isComplete = (page.last?.position.number ?? 0) <= 1
            awaited = nil
            return
        }
        let added = page.prefix { $0.position > newest }.map(ActivityEntry.init)
        entries.insert(contentsOf: added, at: 0)
        shown.insert(contentsOf: visible(added), at: 0)
    }

    private var selectedPosition: Position? {
        shown.indices.contains(cursor) ? shown[cursor].entry.position : nil
    }

    /// The query for older entries, when the cursor comes near the oldest that was read.
    mutating func queryForOlder() -> ActivityQuery? {
        guard let oldest = entries.last?.entry.position, !isComplete, !isFull, awaited == nil,
            cursor + Self.pageSize / 4 >= shown.count
        else { return nil }
        awaited = oldest
        // A filter leaves little of each page.
        let limit = filter.isEmpty ? Self.pageSize : 10 * Self.pageSize
        return ActivityQuery(before: oldest, limit: limit)
    }
}
