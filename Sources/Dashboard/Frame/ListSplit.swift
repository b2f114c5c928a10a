import Terminal

/// A list, and what is under its cursor: beside it on wide screens, below it on others.
struct ListSplit {
    /// From this width on they stand side by side.
    private static let wideWidth = 130

    let list: Rect
    let details: Rect

    /// `low` is the height of the details where they stand below; zoomed they have everything.
    init(_ body: Rect, isZoomed: Bool, low: Int) {
        if isZoomed {
            (list, details) = (.zero, body)
        } else if body.width >= Self.wideWidth {
            let parts = body.splitLeft(body.width * 3 / 5)
            (list, details) = (parts.left, parts.rest)
        } else {
            let parts = body.splitBottom(low)
            (list, details) = (parts.rest, parts.bottom)
        }
    }
}
