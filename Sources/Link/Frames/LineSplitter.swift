/// Lines of a stream of bytes that comes in pieces of any size.
struct LineSplitter {
    private var rest: [UInt8] = []
    /// Bytes of the rest that hold no line end.
    private var searched = 0
    private let limit: Int

    /// Bytes beyond `limit` without a line end are a mistake.
    init(limit: Int) {
        self.limit = limit
    }

    /// Adds bytes as they came.
    mutating func add(_ bytes: some Collection<UInt8>) {
        rest += bytes
    }

    /// The next whole line without its end; nil as long as there is none.
    mutating func next() -> [UInt8]? {
        guard let end = rest[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
            searched = rest.count
            return nil
        }
        let line = Array(rest[..<end])
        rest.removeFirst(end + 1)
        searched = 0
        return line
    }

    /// The line under way is longer than a line may be.
    var isTooLong: Bool { searched > limit }
}
