/// The cells that lines are drawn in.
package struct LogGeometry: Hashable, Sendable {
    package let width: Int
    package let height: Int

    package init(width: Int, height: Int) {
        self.width = max(1, width)
        self.height = max(1, height)
    }

    /// Lines read before and behind a place, so that a few pages need no reading.
    var reach: Int { max(120, 3 * height) }
}
