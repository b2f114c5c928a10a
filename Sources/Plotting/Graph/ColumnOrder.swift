/// The order of the items in each column, and the count of the crossings it makes.
///
/// Places are kept for all items, and for each item the sorted places of its neighbours on the
/// left and on the right, made anew for a column when it is worked on.
struct ColumnOrder {
    /// One item's neighbours on one side: where they stand, and how many edges lead there.
    struct Side {
        let starts: [Int]
        let neighbours: [Int]
        var places: [Int]
        var weights: [Int]
    }

    /// The items column after column; ``starts`` tells where each column begins.
    private(set) var items: [Int]
    let starts: [Int]

    /// Each item's number in its column, from 0.
    private(set) var places: [Int]

    private(set) var left: Side
    private(set) var right: Side
    private let linksOut: Incidence
    private let links: [ColumnGraph.Link]
    private let linksIn: Incidence
    private var tree: [Int]
    private var cursor: [Int]

    var columnCount: Int { starts.count - 1 }

    /// Starts with the items of each column in the order of their numbers.
    init(_ graph: ColumnGraph) {
        let byColumn = Incidence(
            count: graph.columnCount,
            pairs: (0..<graph.itemCount).lazy.map { (graph.columnOf[$0], $0) }
        )
        items = byColumn.values
        starts = byColumn.starts
        places = [Int](repeating: 0, count: graph.itemCount)
        links = graph.links
        linksOut = graph.linksOut
        linksIn = graph.linksIn
        left = Side(
            starts: linksIn.starts,
            neighbours: linksIn.values.map { graph.links[$0].tail },
            places: [Int](repeating: 0, count: links.count),
            weights: linksIn.values.map { graph.links[$0].weight }
        )
        right = Side(
            starts: linksOut.starts,
            neighbours: linksOut.values.map { graph.links[$0].head },
            places: [Int](repeating: 0, count: links.count),
            weights: linksOut.values.map { graph.links[$0].weight }
        )
        let widest = (0..<graph.columnCount).map { byColumn[$0].count }.max() ?? 0
        tree = [Int](repeating: 0, count: widest * 2 + 2)
        cursor = [Int](repeating: 0, count: graph.itemCount)
        for column in 0..<columnCount { renumber(column) }
    }

    func range(_ column: Int) -> Range<Int> { starts[column]..<starts[column + 1] }

    /// The items of each column from top to bottom.
    var columns: [[Int]] { (0..<columnCount).map { Array(items[range($0)]) } }

    private mutating func renumber(_ column: Int) {
        let first = starts[column]
        for index in first..<starts[column + 1] { places[items[index]] = index - first }
    }

    /// Puts a column's items in another order.
    mutating func arrange(_ column: Int, as order: some Sequence<Int>) {
        var index = starts[column]
        for item in order {
            items[index] = item
            index += 1
        }
        renumber(column)
    }

    /// Takes over an order kept before.
    mutating func restore(_ kept: [Int]) {
        items = kept
        for column in 0..<columnCount { renumber(column) }
    }

    /// Sorts what the items of the column know of the column on their left.
    mutating func lookLeft(from column: Int) {
        guard column > 0 else { return }
        for index in range(column) { cursor[items[index]] = left.starts[items[index]] }
        for index in range(column - 1) {
            let tail = items[index]
            let place = places[tail]
            for position in linksOut.range(tail) {
                let link = links[linksOut.values[position]]
                let slot = cursor[link.head]
                left.places[slot] = place
                left.weights[slot] = link.weight
                cursor[link.head] = slot + 1
            }
        }
    }

    /// Sorts what the items of the column know of the column on their right.
    mutating func lookRight(from column: Int) {
        guard column + 1 < columnCount else { return }
        for index in range(column) { cursor[items[index]] = right.starts[items[index]] }
        for index in range(column + 1) {
            let head = items[index]
            let place = places[head]
            for position in linksIn.range(head) {
                let link = links[linksIn.values[position]]
                let slot = cursor[link.tail]
                right.places[slot] = place
                right.weights[slot] = link.weight
                cursor[link.tail] = slot + 1
            }
        }
    }

    /// How many pairs of edges cross in the whole graph.
    mutating func crossings() -> Int {
        var sum = 0
        for column in 0..<max(0, columnCount - 1) {
            lookRight(from: column)
            sum += crossingsRight(of: column)
        }
        return sum
    }

    /// Counts the crossings between a column and the next one.
    ///
    /// The ends are added to a tree of sums one after the other; each edge crosses those added
    /// before it that end below. That takes time in proportion to E log V (Barth, Jünger, Mutzel).
    private mutating func crossingsRight(of column: Int) -> Int {
        let width = range(column + 1).count
        var base = 1
        while base < width { base *= 2 }
        for index in 0..<min(tree.count, base * 2) { tree[index] = 0 }
        if tree.count < base * 2 { tree = [Int](repeating: 0, count: base * 2) }
        var sum = 0
        for index in range(column) {
            let item = items[index]
            for slot in right.starts[item]..<right.starts[item + 1] {
                var node = base + right.places[slot]
                let weight = right.weights[slot]
                var below = 0
                while node > 1 {
                    if node & 1 == 0 { below += tree[node + 1] }
                    node /= 2
                }
                sum += below * weight
            }
            for slot in right.starts[item]..<right.starts[item + 1] {
                var node = base + right.places[slot]
                while node >= 1 {
                    tree[node] += right.weights[slot]
                    node /= 2
                }
            }
        }
        return sum
    }
}
