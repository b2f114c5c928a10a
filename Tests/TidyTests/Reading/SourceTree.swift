import Foundation

/// The text files of the repository and the names at its top.
struct SourceTree: Sendable {
    let files: [SourceFile]
    let topLevel: [String]

    init(files: [SourceFile], topLevel: [String]) {
        self.files = files
        self.topLevel = topLevel
    }

    /// A tree of one file, for the examples.
    init(path: String, text: String) {
        let top = path.split(separator: "/").prefix(1).map(String.init)
        self.init(files: [SourceFile(path: path, text: text)], topLevel: top)
    }

    /// The repository this test belongs to, read once.
    static let repository = Result { try SourceTree(root: root(above: #filePath)) }

    private init(root: URL) throws {
        topLevel = try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
        let read = topLevel.filter { !$0.hasPrefix(".") || $0 == ".ci" }
        files = try read.flatMap { try SourceTree.files(at: $0, below: root) }
    }

    /// The nearest folder above a file that holds the package and the themes.
    ///
    /// Links are resolved first: the tests may be built through one.
    private static func root(above file: String) throws -> URL {
        var folder = URL(fileURLWithPath: file).resolvingSymlinksInPath()
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let marks = ["Package.swift", "themes"].map(folder.appendingPathComponent)
            if marks.allSatisfy({ FileManager.default.fileExists(atPath: $0.path) }) {
                return folder
            }
        }
        throw NoRepository(file: file)
    }

    private static func files(at path: String, below root: URL) throws -> [SourceFile] {
        let url = root.appendingPathComponent(path)
        let kind = try url.resourceValues(forKeys: [.isDirectoryKey, .isRegularFileKey])
        if kind.isDirectory == true {
            return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
                .filter { !$0.hasPrefix(".") && !unread.contains($0) }
                .flatMap { try files(at: path + "/" + $0, below: root) }
        }
        guard kind.isRegularFile == true, isText(path) else { return [] }
        let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
        return [SourceFile(path: path, text: text)]
    }

    /// Folders of files that nobody wrote here, or that are odd on purpose.
    private static let unread = ["__pycache__", "Fixtures"]

    private static func isText(_ path: String) -> Bool {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: ".") else { return true }
        return ["swift", "c", "h", "modulemap", "py", "sh", "md", "yaml", "yml", "json"]
            .contains(name[dot...].dropFirst())
    }
}

/// The sources were moved away after the tests were built.
struct NoRepository: Error, CustomStringConvertible {
    let file: String

    var description: String {
        "No folder above \(file) holds Package.swift and themes. Build the tests again."
    }
}
