/// The name of a place on the screen that answers to the mouse: a word, and a number for rows.
package struct RegionID: Hashable, Sendable, ExpressibleByStringLiteral {
    package let name: String
    package let index: Int

    package init(_ name: String, _ index: Int = 0) {
        self.name = name
        self.index = index
    }

    package init(stringLiteral value: String) {
        self.init(value)
    }
}

/// A named rectangle of the screen, in the coordinates of the whole screen.
package struct Region: Hashable, Sendable {
    package let id: RegionID
    package let rect: Rect

    package init(id: RegionID, rect: Rect) {
        self.id = id
        self.rect = rect
    }
}
