import Foundation
import Pipelines

/// Files that the real DVC wrote.
enum Fixture {
    private static let folder = RawPath(#filePath).parent.parent.appending("Fixtures")

    static func text(_ name: String) throws -> String {
        let path = folder.appending(name).description
        return String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }

    /// The folder output of the fixture *folders*, as `d`.
    static func writeFolder(in folder: TemporaryFolder) throws {
        let files = [
            "a/b": "1", "a.txt": "2", "a-b": "3", "a b": "4", "B/z": "5", "é": "6", "😀": "7",
            "q\"uo\\te": "8", "ｚ": "9", ".hidden": "x",
        ]
        for (name, text) in files { try folder.write("d/\(name)", text) }
        try folder.write("d/run", "x", mode: 0o755)
        try folder.makeFolder("d/empty")
        folder.link("d/link", to: "a.txt")
    }
}
