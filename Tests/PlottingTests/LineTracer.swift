import Plotting
import Terminal

/// Follows drawn lines as a reader does: up, down and to the right, never back to the left.
struct LineTracer {
    private enum Heading: UInt8 {
        case north = 1
        case east = 2
        case south = 4

        var opposite: UInt8 {
            switch self {
            case .north: 4
            case .east: 8
            case .south: 1
            }
        }
    }

    private struct State: Hashable {
        let place: Point
        let heading: UInt8
    }

    private let layout: GraphLayout
    private let masks: WireMasks

    init(_ layout: GraphLayout) {
        self.layout = layout
        masks = WireMasks(layout, window: Rect(size: layout.size))
    }

    /// The nodes a reader reaches from the right side of a node.
    func targets(of node: Int) -> Set<Int> {
        let rect = layout.nodes[node]
        var reached = Set<Int>()
        var seen = Set<State>()
        let start = Point(x: rect.maxX - 1, y: layout.portRow(of: node))
        guard masks[start].sides & 2 != 0 else { return [] }
        var open: [(Point, Heading)] = [(start.moved(x: 1), .east)]
        while let (place, heading) = open.popLast() {
            guard seen.insert(State(place: place, heading: heading.rawValue)).inserted else {
                continue
            }
            if let target = layout.node(atX: place.x, y: place.y) {
                reached.insert(target)
                continue
            }
            let sides = masks[place].sides
            guard sides & heading.opposite != 0 else {
                // A bridge: the line goes on behind the one that is drawn.
                if sides != 0 { open.append((step(place, heading), heading)) }
                continue
            }
            for next in [Heading.north, .east, .south]
            where sides & next.rawValue != 0 && next.rawValue != heading.opposite {
                open.append((step(place, next), next))
            }
        }
        return reached
    }

    private func step(_ place: Point, _ heading: Heading) -> Point {
        switch heading {
        case .north: place.moved(y: -1)
        case .east: place.moved(x: 1)
        case .south: place.moved(y: 1)
        }
    }
}
