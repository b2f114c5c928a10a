/// The order of the items in each column, and the count of the crossings it makes.
///
/// Places are kept for all items, and for each item the sorted places of its neighbours on the
/// left and on the right, made anew for a column when it is worked on. Numbers have 32 bits:
/// the search spends its time reading them.
package struct ColumnOrder {
    /// The places of each item's neighbours on one side, in one array for all items.
    struct Side {
        let starts: [Int32]
        var places: [Int32]

        func range(_ item: Int) -> Range<Int> { Int(starts[item])..<Int(starts[item + 1]) }
    }

    /// The items column after column; ``starts`` tells where each column begins.
    private(set) var items: [Int32]
    let starts: [Int]

    /// Each item's number in its column, from 0.
    private(set) var places: [Int32]

    private(set) var left: Side
    private(set) var right: Side
    private let tails: [Int32]
    private let heads: [Int32]
    private var tree: [Int32]
    private var cursor: [Int32]

    /// How often two items were compared, the measure of the work done so far.
    var comparisons = 0

    var columnCount: Int { starts.count - 1 }
    var linkCount: Int { tails.count }

    /// Starts with the items of each column in the order of their numbers.
    package init(_ graph: ColumnGraph) {
        let byColumn = Incidence(
            count: graph.columnCount,
            pairs: (0..<graph.itemCount).lazy.map { (graph.columnOf[$0], $0) }
        )
        items = byColumn.values.map(Int32.init)
        starts = byColumn.starts
        places = [Int32](repeating: 0, count: graph.itemCount)
        tails = graph.linksIn.values.map { Int32(graph.links[$0].tail) }
        heads = graph.linksOut.values.map { Int32(graph.links[$0].head) }
        let none = [Int32](repeating: 0, count: graph.links.count)
        left = Side(starts: graph.linksIn.starts.map(Int32.init), places: none)
        right = Side(starts: graph.linksOut.starts.map(Int32.init), places: none)
        let widest = (0..<graph.columnCount).map { byColumn[$0].count }.max() ?? 0
        tree = [Int32](repeating: 0, count: max(2, widest * 4))
        cursor = [Int32](repeating: 0, count: graph.itemCount)
        for column in 0..<columnCount { renumber(column) }
    }

    func range(_ column: Int) -> Range<Int> { starts[column]..<starts[column + 1] }

    /// The items of each column from top to bottom.
    package var columns: [[Int]] {
        (0..<columnCount).map { items[range($0)].map { Int($0) } }
    }

    private mutating func renumber(_ column: Int) {
        let first = starts[column]
        for index in first..<starts[column + 1] {
            places[Int(items[index])] = Int32(truncatingIfNeeded: index - first)
        }
    }

    /// Puts a column's items in another order.
    mutating func arrange(_ column: Int, as order: some Sequence<Int32>) {
        var index = starts[column]
        for item in order {
            items[index] = item
            index += 1
        }
        renumber(column)
    }

    /// Takes over an order kept before.
    mutating func restore(_ kept: [Int32]) {
        items = kept
        for column in 0..<columnCount { renumber(column) }
    }

    /// Sorts what the items of the column know of the column on their left.
    mutating func lookLeft(from column: Int) {
        guard column > 0 else { return }
        for index in range(column) {
            let item = Int(items[index])
            cursor[item] = left.starts[item]
        }
        for index in range(column - 1) {
            let tail = Int(items[index])
            let place = places[tail]
            for slot in right.range(tail) {
                let head = Int(heads[slot])
                left.places[Int(cursor[head])] = place
                cursor[head] += 1
            }
        }
    }

    /// Sorts what the items of the column know of the column on their right.
    mutating func lookRight(from column: Int) {
        guard column + 1 < columnCount else { return }
        for index in range(column) {
            let item = Int(items[index])
            cursor[item] = right.starts[item]
        }
        for index in range(column + 1) {
            let head = Int(items[index])
            let place = places[head]
            for slot in left.range(head) {
                let tail = Int(tails[slot])
                right.places[Int(cursor[tail])] = place
                cursor[tail] += 1
            }
        }
    }

    /// How many pairs of edges cross in the whole graph.
    package mutating func crossings() -> Int {
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
        for index in 0..<(base * 2) { tree[index] = 0 }
        var sum = 0
        for index in range(column) {
            // An item's ends come from the highest down, so that they do not count each other.
            for slot in right.range(Int(items[index])) {
                var node = base + Int(right.places[slot])
                tree[node] += 1
                while node > 1 {
                    if node & 1 == 0 { sum += Int(tree[node + 1]) }
                    node >>= 1
                    tree[node] += 1
                }
            }
        }
        return sum
    }
}
