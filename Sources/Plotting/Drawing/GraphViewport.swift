package import Terminal

/// Which part of a picture a window shows.
package struct GraphViewport: Hashable, Sendable {
    /// The place of the picture that is drawn in the window's upper left corner.
    package private(set) var origin: Point

    /// Cells kept between the selected node and the window's edges, where there is room.
    private static let margin = Size(width: 4, height: 1)

    package init(origin: Point = .zero) {
        self.origin = origin
    }

    /// Moves no further than needed for a rectangle of the picture to be seen with a margin.
    package mutating func show(_ rect: Rect, of picture: Size, in window: Size) {
        origin = Point(
            x: GraphViewport.shown(rect.x, rect.width, origin.x, window.width, Self.margin.width),
            y: GraphViewport.shown(rect.y, rect.height, origin.y, window.height, Self.margin.height)
        )
        keepInside(picture, window)
    }

    /// Moves by columns and rows, not beyond the picture.
    package mutating func pan(x: Int = 0, y: Int = 0, of picture: Size, in window: Size) {
        origin = origin.moved(x: x, y: y)
        keepInside(picture, window)
    }

    /// Puts the middle of a rectangle into the middle of the window.
    package mutating func centre(_ rect: Rect, of picture: Size, in window: Size) {
        origin = Point(
            x: rect.x + rect.width / 2 - window.width / 2,
            y: rect.y + rect.height / 2 - window.height / 2
        )
        keepInside(picture, window)
    }

    private mutating func keepInside(_ picture: Size, _ window: Size) {
        origin.x = min(max(0, origin.x), max(0, picture.width - window.width))
        origin.y = min(max(0, origin.y), max(0, picture.height - window.height))
    }

    private static func shown(
        _ start: Int,
        _ length: Int,
        _ origin: Int,
        _ window: Int,
        _ margin: Int
    ) -> Int {
        let margin = max(0, min(margin, (window - length) / 2))
        if start - margin < origin { return start - margin }
        let over = start + length + margin - (origin + window)
        // The beginning of what is larger than the window is more worth than its end.
        return over > 0 ? min(origin + over, start - margin) : origin
    }
}
