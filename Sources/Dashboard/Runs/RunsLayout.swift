import Domain
import Terminal

/// Where the table, the facts and the chart of the runs screen stand.
struct RunsLayout {
    /// From this width on the facts and the chart stand beside the table.
    private static let wideWidth = 130
    private static let frameRows = 3
    /// Rows of the run under the cursor where it stands below the table.
    private static let lowRows = 10

    let list: Rect
    let details: Rect

    init(_ body: Rect, isZoomed: Bool) {
        if isZoomed {
            (list, details) = (.zero, body)
        } else if body.width >= Self.wideWidth {
            let parts = body.splitLeft(body.width * 3 / 5)
            (list, details) = (parts.left, parts.rest)
        } else {
            let parts = body.splitBottom(max(6, min(Self.lowRows + 2, body.height / 2)))
            (list, details) = (parts.rest, parts.bottom)
        }
    }

    init(_ model: Model) {
        let size = Size(width: model.size.width, height: model.size.height - Self.frameRows)
        self.init(Rect(size: size), isZoomed: model.runs.isZoomed)
    }

    /// The rows of the table, without its header.
    var listHeight: Int { max(0, Panel.content(of: list).height - 1) }
}
