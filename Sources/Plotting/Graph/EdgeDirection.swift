/// Gives each edge a direction in which the graph has no cycle.
///
/// A depth-first walk in declared order turns the edges round that lead back to a node the walk
/// has not left yet. The walk keeps its own stack, so depth is no limit.
package struct EdgeDirection {
    /// An edge of the graph after turning: `tail` stands left of `head`.
    package struct Arc {
        /// The node on the left.
        package let tail: Int

        /// The node on the right.
        package let head: Int

        /// Whether the edge leads from `head` to `tail` because it closes a cycle.
        package let isReversed: Bool

        /// An arc between two nodes, by their index.
        package init(tail: Int, head: Int, isReversed: Bool) {
            self.tail = tail
            self.head = head
            self.isReversed = isReversed
        }
    }

    /// The arcs by the index of their edge; `nil` where the edge is not drawn.
    package let arcs: [Arc?]

    /// Turns round the edges that close a cycle, in time in proportion to nodes and edges.
    package init(_ graph: LayeredGraph) {
        let count = graph.nodeCount
        var isDrawn = [Bool](repeating: false, count: graph.edges.count)
        var seen = Set<GraphEdge>(minimumCapacity: graph.edges.count)
        for (index, edge) in graph.edges.enumerated() {
            let isInside = (0..<count).contains(edge.from) && (0..<count).contains(edge.to)
            isDrawn[index] = isInside && edge.from != edge.to && seen.insert(edge).inserted
        }
        let out = Incidence(
            count: count,
            pairs: graph.edges.indices.lazy.filter { isDrawn[$0] }
                .map { (graph.edges[$0].from, $0) }
        )
        let backward = EdgeDirection.backEdges(graph, out)
        arcs = graph.edges.enumerated().map { index, edge in
            guard isDrawn[index] else { return nil }
            let isReversed = backward[index]
            return Arc(
                tail: isReversed ? edge.to : edge.from,
                head: isReversed ? edge.from : edge.to,
                isReversed: isReversed
            )
        }
    }

    private static func backEdges(_ graph: LayeredGraph, _ out: Incidence) -> [Bool] {
        enum Visit { case unseen, open, left }
        var backward = [Bool](repeating: false, count: graph.edges.count)
        var visits = [Visit](repeating: .unseen, count: graph.nodeCount)
        var next = out.starts
        var hasIncoming = [Bool](repeating: false, count: graph.nodeCount)
        for edge in out.values { hasIncoming[graph.edges[edge].to] = true }
        // Sources first: only what lies on a cycle alone is entered in the middle.
        let roots = graph.sizes.indices.filter { !hasIncoming[$0] } + Array(graph.sizes.indices)
        var stack: [Int] = []
        for root in roots where visits[root] == .unseen {
            visits[root] = .open
            stack.append(root)
            while let node = stack.last {
                guard next[node] < out.starts[node + 1] else {
                    visits[node] = .left
                    stack.removeLast()
                    continue
                }
                let edge = out.values[next[node]]
                next[node] += 1
                let target = graph.edges[edge].to
                switch visits[target] {
                case .unseen:
                    visits[target] = .open
                    stack.append(target)
                case .open:
                    backward[edge] = true
                case .left:
                    break
                }
            }
        }
        return backward
    }
}
