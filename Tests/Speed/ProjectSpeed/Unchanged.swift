/// Fails where a file that should be as before was written again.
struct Unchanged {
    private let path: String?
    private let time: [Int]

    init(_ folder: String, _ name: String?) throws {
        path = name.map { folder + "/" + $0 }
        time = try path.map { try ProjectFolder.changeTime(of: $0) } ?? []
    }

    func check(_ spending: Spending) throws {
        guard let path, try ProjectFolder.changeTime(of: path) != time else { return }
        throw SpeedFailure("'\(path)' was made again, although nothing had changed.")
    }
}
