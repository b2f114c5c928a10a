/// Lists of numbers, one for each of a range of keys, kept in two flat arrays.
struct Incidence {
    /// Where each key's list begins in ``values``; one more entry marks the end.
    let starts: [Int]

    var values: [Int]

    /// Collects the values of each key in the order they come.
    init(count: Int, pairs: some Sequence<(Int, Int)>) {
        var starts = [Int](repeating: 0, count: count + 1)
        for (key, _) in pairs { starts[key + 1] += 1 }
        for key in 0..<count { starts[key + 1] += starts[key] }
        var values = [Int](repeating: 0, count: starts[count])
        var next = starts
        for (key, value) in pairs {
            values[next[key]] = value
            next[key] += 1
        }
        self.starts = starts
        self.values = values
    }

    subscript(key: Int) -> ArraySlice<Int> {
        values[starts[key]..<starts[key + 1]]
    }

    func range(_ key: Int) -> Range<Int> {
        starts[key]..<starts[key + 1]
    }
}
