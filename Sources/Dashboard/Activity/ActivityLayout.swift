import Domain
import Terminal

/// Where the list and the details of the activity screen stand.
struct ActivityLayout {
    /// Below this height the details get a few lines only.
    private static let lowHeight = 18

    let list: Rect
    let details: Rect

    /// The layout in the body of a screen.
    init(_ body: Rect, isZoomed: Bool) {
        let low = body.height < Self.lowHeight ? 5 : body.height * 2 / 5
        let split = ListSplit(body, isZoomed: isZoomed, low: low)
        (list, details) = (split.list, split.details)
    }

    init(_ model: Model) {
        self.init(Rect(size: model.bodySize), isZoomed: model.activity.isZoomed)
    }

    var listHeight: Int { Panel.content(of: list).height }
    var detailHeight: Int { Panel.content(of: details).height }
    private var detailWidth: Int { max(1, Panel.content(of: details).width - 2) }

    func detailLines(_ model: Model) -> [StyledText] {
        guard let entry = ActivityScreen.selected(model.activity) else { return [] }
        return ActivityDetails(entry, model).lines(width: detailWidth)
    }

    /// The first entry to show, so that the one under the cursor is in sight.
    func top(of shown: [ActivityEntry], _ model: Model) -> Int {
        let cursor = min(model.activity.cursor, max(0, shown.count - 1))
        var top = min(max(0, model.activity.top), cursor)
        // Each day that begins takes a row too; the first row always tells the day.
        while top < cursor, rows(from: top, through: cursor, shown, model) > listHeight { top += 1 }
        return top
    }

    private func rows(
        from top: Int,
        through last: Int,
        _ shown: [ActivityEntry],
        _ model: Model
    ) -> Int {
        guard last - top < listHeight else { return .max }
        let days = (top...last).map {
            LocalTime(shown[$0].entry.at, in: model.settings.timeZone).day
        }
        return days.count + 1 + zip(days, days.dropFirst()).count { $0 != $1 }
    }
}
