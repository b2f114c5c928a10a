import Terminal

/// A grid of dots, two by four to a cell, on which lines are drawn.
///
/// A cell has one owner, whose colour it gets: the line drawn last. Dots of others stay.
struct DotRaster {
    /// In cells.
    let size: Size
    private var dots: [UInt8]
    private var owners: [Int]

    init(size: Size) {
        self.size = size
        dots = Array(repeating: 0, count: size.width * size.height)
        owners = Array(repeating: 0, count: size.width * size.height)
    }

    /// The dots side by side.
    var width: Int { size.width * 2 }

    /// The dots one below the other.
    var height: Int { size.height * 4 }

    /// Sets a dot; one outside is left out.
    mutating func set(x: Int, y: Int, owner: Int) {
        guard x >= 0, y >= 0, x < width, y < height else { return }
        let cell = y / 4 * size.width + x / 2
        dots[cell] |= Self.bits[y % 4 * 2 + x % 2]
        owners[cell] = owner
    }

    /// Sets the dots of a straight line with both its ends.
    mutating func line(from start: Point, to end: Point, owner: Int) {
        let (dx, dy) = (abs(end.x - start.x), -abs(end.y - start.y))
        let (stepX, stepY) = (start.x < end.x ? 1 : -1, start.y < end.y ? 1 : -1)
        var (x, y, error) = (start.x, start.y, dx + dy)
        while true {
            set(x: x, y: y, owner: owner)
            if x == end.x, y == end.y { return }
            let twice = 2 * error
            if twice >= dy {
                error += dy
                x += stepX
            }
            if twice <= dx {
                error += dx
                y += stepY
            }
        }
    }

    /// Draws all cells that have dots.
    func draw(on canvas: inout Canvas, style: (Int) -> Style) {
        for y in 0..<size.height {
            for x in 0..<size.width where dots[y * size.width + x] != 0 {
                let cell = y * size.width + x
                let place = Point(x: x, y: y)
                canvas.draw(glyph: Glyph(braille: dots[cell]), at: place, style(owners[cell]))
            }
        }
    }

    /// The bits of a braille character, row by row from the upper left.
    private static let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
}
