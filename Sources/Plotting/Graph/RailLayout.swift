import Terminal

/// A graph as a list: one node a row, after all it needs, with lanes on the left.
///
/// A lane carries what one node made down to the last node that needs it. In the row of a node
/// the lanes of all it needs turn towards it; each node stands in one row only.
package struct RailLayout: Equatable, Sendable {
    /// What is to be seen in one lane of one row.
    struct Joint: Equatable, Sendable {
        var north = false
        var east = false
        var south = false
        var west = false

        /// Whether another lane's turn passes here without meeting this lane.
        var isCrossed = false
    }

    /// The nodes from the top row to the last.
    package let order: [Int]

    /// The row of each node.
    package let rowOf: [Int]

    /// The lane each node stands in.
    package let laneOf: [Int]

    package let laneCount: Int

    /// The joints of each row's lanes.
    let joints: [[Joint]]

    package static let empty = RailLayout(nodeCount: 0, edges: [])

    package init(nodeCount: Int, edges: [GraphEdge]) {
        let sizes = [Size](repeating: Size(width: 1, height: 1), count: nodeCount)
        let arcs = EdgeDirection(LayeredGraph(sizes: sizes, edges: edges)).arcs.compactMap(\.self)
        let out = Incidence(count: nodeCount, pairs: arcs.lazy.map { ($0.tail, $0.head) })
        let into = Incidence(count: nodeCount, pairs: arcs.lazy.map { ($0.head, $0.tail) })
        order = RailLayout.sorted(nodeCount, out, into)
        var rowOf = [Int](repeating: 0, count: nodeCount)
        for (row, node) in order.enumerated() { rowOf[node] = row }
        self.rowOf = rowOf
        let lastRow = (0..<nodeCount).map { node in
            out[node].map { rowOf[$0] }.max() ?? rowOf[node]
        }
        var lanes: [Int?] = []
        var laneOf = [Int](repeating: 0, count: nodeCount)
        var rows: [[Joint]] = []
        for (row, node) in order.enumerated() {
            let needed = into[node].map { laneOf[$0] }.sorted()
            let ending = into[node].filter { lastRow[$0] == row }.map { laneOf[$0] }
            let lane =
                ending.min() ?? lanes.firstIndex { $0 == nil } ?? lanes.count
            if lane == lanes.count { lanes.append(nil) }
            laneOf[node] = lane
            var joints = lanes.map { holder in
                Joint(north: holder != nil, south: holder.map { lastRow[$0] > row } ?? false)
            }
            RailLayout.turn(&joints, needed, towards: lane)
            for ended in ending { lanes[ended] = nil }
            lanes[lane] = lastRow[node] > row ? node : nil
            joints[lane].south = lanes[lane] != nil
            while lanes.last == .some(nil) { lanes.removeLast() }
            rows.append(joints)
        }
        self.laneOf = laneOf
        joints = rows
        laneCount = rows.map(\.count).max() ?? 0
    }

    /// Leads the needed lanes sideways to the node's lane.
    private static func turn(_ joints: inout [Joint], _ needed: [Int], towards lane: Int) {
        guard let low = needed.first, let high = needed.last else { return }
        let isNeeded = Set(needed)
        let span = min(low, lane)...max(high, lane)
        for index in span where span.count > 1 {
            let isMet = index == lane || isNeeded.contains(index)
            joints[index].west = joints[index].west || (index > span.lowerBound)
            joints[index].east = joints[index].east || (index < span.upperBound)
            joints[index].isCrossed = !isMet && joints[index].north
        }
    }

    /// Each node after all it needs; of several the one that follows the row before, else the
    /// first declared.
    private static func sorted(_ count: Int, _ out: Incidence, _ into: Incidence) -> [Int] {
        var waits = (0..<count).map { into[$0].count }
        var ready = (0..<count).filter { waits[$0] == 0 }
        var order: [Int] = []
        order.reserveCapacity(count)
        while !ready.isEmpty {
            let next = ready.removeFirst()
            order.append(next)
            for target in out[next] {
                waits[target] -= 1
                guard waits[target] == 0 else { continue }
                let place = ready.firstIndex { $0 > target } ?? ready.count
                ready.insert(target, at: place)
            }
        }
        return order
    }
}
