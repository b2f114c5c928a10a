package import Terminal

/// The lines of a layout in one window: for each cell the sides on which lines leave it.
///
/// Level and upright lines are kept apart, so that a crossing of lines that have nothing to do
/// with each other is known from a place where lines join.
package struct WireMasks {
    /// What runs through a cell.
    package struct Mask: Equatable {
        /// North 1, east 2, south 4, west 8.
        var upright: UInt8 = 0

        /// Sides of level lines that end in this cell and join what stands there.
        var joined: UInt8 = 0

        /// Sides of level lines that run through.
        var passing: UInt8 = 0

        var isUprightLit = false
        var isLevelLit = false

        /// The sides to draw, as in ``upright``: where lines cross, the upright or the one that
        /// is lit stays whole.
        package var sides: UInt8 {
            guard upright != 0, joined == 0, passing != 0 else { return upright | joined | passing }
            return isLevelLit && !isUprightLit ? passing : upright
        }

        var isLit: Bool { isUprightLit || isLevelLit }

        var links: LineLinks {
            LineLinks(
                north: sides & 1 != 0,
                east: sides & 2 != 0,
                south: sides & 4 != 0,
                west: sides & 8 != 0
            )
        }
    }

    let window: Rect
    private(set) var masks: [Mask]

    /// Collects what a layout's wires, and the routes to be lit, do in each cell of a window.
    package init(_ layout: GraphLayout, window: Rect, lit: [GraphRoute] = []) {
        self.window = window
        masks = [Mask](repeating: Mask(), count: window.width * window.height)
        for wire in layout.wires { add(wire) }
        for route in lit {
            for (start, end) in zip(route.points, route.points.dropFirst()) {
                light(GraphWire(from: start, to: end))
            }
        }
    }

    /// What runs through a cell; nothing outside of the window.
    package subscript(point: Point) -> Mask {
        guard window.contains(point) else { return Mask() }
        return masks[index(point.x, point.y)]
    }

    private func index(_ x: Int, _ y: Int) -> Int {
        (y - window.y) * window.width + x - window.x
    }

    /// The columns or rows of a wire that lie in the window.
    private func seen(_ wire: GraphWire) -> ClosedRange<Int>? {
        let (low, high): (Int, Int)
        if wire.isUpright {
            guard wire.start.x >= window.x, wire.start.x < window.maxX else { return nil }
            (low, high) = (max(wire.start.y, window.y), min(wire.end.y, window.maxY - 1))
        } else {
            guard wire.start.y >= window.y, wire.start.y < window.maxY else { return nil }
            (low, high) = (max(wire.start.x, window.x), min(wire.end.x, window.maxX - 1))
        }
        return low <= high ? low...high : nil
    }

    private mutating func add(_ wire: GraphWire) {
        guard let range = seen(wire) else { return }
        if wire.isUpright {
            for y in range {
                masks[index(wire.start.x, y)].upright |=
                    (y > wire.start.y ? 1 : 0) | (y < wire.end.y ? 4 : 0)
            }
            return
        }
        for x in range {
            let sides: UInt8 = (x > wire.start.x ? 8 : 0) | (x < wire.end.x ? 2 : 0)
            if sides == 10 {
                masks[index(x, wire.start.y)].passing |= sides
            } else {
                masks[index(x, wire.start.y)].joined |= sides
            }
        }
    }

    private mutating func light(_ wire: GraphWire) {
        guard let range = seen(wire) else { return }
        for place in range {
            if wire.isUpright {
                masks[index(wire.start.x, place)].isUprightLit = true
            } else {
                masks[index(place, wire.start.y)].isLevelLit = true
            }
        }
    }
}
