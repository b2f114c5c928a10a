/// Which files of a tracked run are wanted, in the order of their folders and names.
package struct RunFileQuery: Hashable, Codable, Sendable {
    package let run: TrackedRunID
    package var limit: Int
    package var offset: Int

    package init(run: TrackedRunID, limit: Int, offset: Int = 0) {
        self.run = run
        self.limit = limit
        self.offset = offset
    }
}

/// A file that a run logged.
package struct RunFile: Hashable, Codable, Sendable {
    /// Its path from the run's own folder.
    package let path: String
    /// In bytes.
    package let size: Int

    package init(path: String, size: Int) {
        self.path = path
        self.size = size
    }
}

/// A part of the files of a run, and what all of them are together.
package struct RunFilePage: Hashable, Codable, Sendable {
    package let files: [RunFile]
    /// How many there are.
    package let count: Int
    /// Their bytes.
    package let size: Int
    /// False where there are more than are counted.
    package let isWhole: Bool

    package init(files: [RunFile], count: Int, size: Int, isWhole: Bool = true) {
        self.files = files
        self.count = count
        self.size = size
        self.isWhole = isWhole
    }

    package static let none = RunFilePage(files: [], count: 0, size: 0)
}

extension Reading {
    /// Files that a run logged; none where there is no such run.
    package func files(_ query: RunFileQuery) throws -> RunFilePage {
        guard case .files(let page) = try tracking(.files(query)) else { return .none }
        return page
    }
}
