import Domain
import Plotting
import Terminal

/// Where the table, the facts and the chart of the runs screen stand.
struct RunsLayout {
    /// The most rows of the run under the cursor where it stands below the table.
    private static let lowRows = 12
    /// From this width on the chart stands beside the facts.
    private static let wideDetails = 100

    let list: Rect
    let details: Rect
    let facts: Rect
    let chart: Rect

    init(_ body: Rect, isZoomed: Bool) {
        let low = max(6, min(Self.lowRows, body.height / 2))
        let split = ListSplit(body, isZoomed: isZoomed, low: low)
        (list, details) = (split.list, split.details)
        let inside = Panel.content(of: details).inset(left: 1, right: 1)
        if inside.width >= Self.wideDetails || inside.height < 16 {
            let split = inside.splitLeft(inside.width * 2 / 5)
            (facts, chart) = (split.left, split.rest.inset(left: 1, right: 0))
        } else {
            let split = inside.splitBottom(inside.height / 2)
            (facts, chart) = (split.rest, split.bottom)
        }
    }

    init(_ model: Model) {
        self.init(Rect(size: model.bodySize), isZoomed: model.runs.isZoomed)
    }

    /// The rows of the table, without its header.
    var listHeight: Int { max(0, Panel.content(of: list).height - 1) }
}
