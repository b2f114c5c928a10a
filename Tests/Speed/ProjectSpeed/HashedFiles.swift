import Glibc

/// Files in the folder `data` of a project, all different.
struct HashedFiles {
    private static let blockBytes = 1 << 20

    let count: Int
    let bytes: Int
    let folder: String

    func write(to project: String) throws {
        try ProjectFolder.clear(project + "/data")
        // Any bytes will do: hashing takes equally long.
        let block = (0..<Self.blockBytes).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 7) }
        for number in 0..<count {
            try ProjectFolder.write(
                block: block,
                number: number,
                bytes: bytes,
                to: path(number, in: project)
            )
        }
    }

    /// Gives all files a time that they did not have before.
    func touch(in project: String) {
        ProjectFolder.touch((0..<count).map { path($0, in: project) })
    }

    private func path(_ number: Int, in project: String) -> String {
        "\(project)/data/file-\(number)"
    }
}
