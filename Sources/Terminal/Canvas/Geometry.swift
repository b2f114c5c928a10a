/// A place on the screen in cells, counted from the upper left corner; may lie outside of it.
package struct Point: Hashable, Sendable {
    package var x: Int
    package var y: Int

    package init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }

    package static let zero = Point(x: 0, y: 0)

    /// The place moved by columns and rows.
    package func moved(x dx: Int = 0, y dy: Int = 0) -> Point {
        Point(x: x + dx, y: y + dy)
    }
}

/// A width and a height in cells, never negative.
package struct Size: Hashable, Sendable {
    package let width: Int
    package let height: Int

    /// Makes a size; what is negative becomes zero.
    package init(width: Int, height: Int) {
        self.width = max(0, width)
        self.height = max(0, height)
    }

    package static let zero = Size(width: 0, height: 0)

    package var isEmpty: Bool { width == 0 || height == 0 }
}

/// A rectangle of cells; its sides are never negative, its corner may be anywhere.
package struct Rect: Hashable, Sendable {
    package let x: Int
    package let y: Int
    package let width: Int
    package let height: Int

    /// Makes a rectangle; what is negative in width and height becomes zero.
    package init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = max(0, width)
        self.height = max(0, height)
    }

    package init(origin: Point = .zero, size: Size) {
        self.init(x: origin.x, y: origin.y, width: size.width, height: size.height)
    }

    package static let zero = Rect(x: 0, y: 0, width: 0, height: 0)

    package var origin: Point { Point(x: x, y: y) }
    package var size: Size { Size(width: width, height: height) }
    package var isEmpty: Bool { width == 0 || height == 0 }

    /// The first column to the right of the rectangle.
    package var maxX: Int { x + width }

    /// The first row below the rectangle.
    package var maxY: Int { y + height }

    package func contains(_ point: Point) -> Bool {
        point.x >= x && point.x < maxX && point.y >= y && point.y < maxY
    }

    /// The part both have; empty, at the nearest corner, when they do not touch.
    package func intersection(_ other: Rect) -> Rect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        return Rect(
            x: left,
            y: top,
            width: min(maxX, other.maxX) - left,
            height: min(maxY, other.maxY) - top
        )
    }

    /// The rectangle moved by columns and rows.
    package func moved(x dx: Int = 0, y dy: Int = 0) -> Rect {
        Rect(x: x + dx, y: y + dy, width: width, height: height)
    }

    /// The rectangle without so many cells on each side; empty when nothing is left.
    package func inset(left: Int = 0, top: Int = 0, right: Int = 0, bottom: Int = 0) -> Rect {
        Rect(
            x: x + left,
            y: y + top,
            width: width - left - right,
            height: height - top - bottom
        )
    }

    /// The rectangle without `cells` on every side.
    package func inset(by cells: Int) -> Rect {
        inset(left: cells, top: cells, right: cells, bottom: cells)
    }

    /// A rectangle of `size`, cut to this one, in the middle of it.
    package func centred(_ size: Size) -> Rect {
        let width = min(size.width, self.width)
        let height = min(size.height, self.height)
        return Rect(
            x: x + (self.width - width) / 2,
            y: y + (self.height - height) / 2,
            width: width,
            height: height
        )
    }
}

extension Rect {
    /// Cuts `rows` off the top; the first part is shorter when there are fewer.
    package func splitTop(_ rows: Int) -> (top: Rect, rest: Rect) {
        let rows = min(max(0, rows), height)
        return (Rect(x: x, y: y, width: width, height: rows), inset(top: rows))
    }

    /// Cuts `rows` off the bottom.
    package func splitBottom(_ rows: Int) -> (rest: Rect, bottom: Rect) {
        let rows = min(max(0, rows), height)
        let bottom = Rect(x: x, y: maxY - rows, width: width, height: rows)
        return (inset(bottom: rows), bottom)
    }

    /// Cuts `columns` off the left side.
    package func splitLeft(_ columns: Int) -> (left: Rect, rest: Rect) {
        let columns = min(max(0, columns), width)
        return (Rect(x: x, y: y, width: columns, height: height), inset(left: columns))
    }

    /// Cuts `columns` off the right side.
    package func splitRight(_ columns: Int) -> (rest: Rect, right: Rect) {
        let columns = min(max(0, columns), width)
        let right = Rect(x: maxX - columns, y: y, width: columns, height: height)
        return (inset(right: columns), right)
    }

    /// Columns of widths in proportion to `weights`, side by side, that fill the rectangle exactly.
    ///
    /// Weights of zero or less get no column's width; without any weight above zero all are empty.
    package func columns(_ weights: [Int], gap: Int = 0) -> [Rect] {
        var left = x
        return Rect.shares(of: width - gap * max(0, weights.count - 1), by: weights).map { share in
            defer { left += share + gap }
            return Rect(x: left, y: y, width: share, height: height)
        }
    }

    /// Rows of heights in proportion to `weights`, one below the other.
    package func rows(_ weights: [Int], gap: Int = 0) -> [Rect] {
        var top = y
        return Rect.shares(of: height - gap * max(0, weights.count - 1), by: weights).map { share in
            defer { top += share + gap }
            return Rect(x: x, y: top, width: width, height: share)
        }
    }

    /// Splits `total` in proportion to weights; what rounding leaves goes to the first ones.
    private static func shares(of total: Int, by weights: [Int]) -> [Int] {
        let weights = weights.map { max(0, $0) }
        let sum = weights.reduce(0, +)
        guard total > 0, sum > 0 else { return weights.map { _ in 0 } }
        var taken = 0
        var weightSoFar = 0
        return weights.map { weight in
            weightSoFar += weight
            let end = total * weightSoFar / sum
            defer { taken = end }
            return end - taken
        }
    }
}
