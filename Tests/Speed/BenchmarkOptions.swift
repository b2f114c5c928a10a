import Foundation

/// What the command line asks of the benchmarks.
struct BenchmarkOptions {
    static let usage = """
        usage: benchmarks [graphs] [logs] [screens] [engine] [projects] [OPTION]...
        Without a topic all are measured. The options are those of 'engine' and 'projects':
          --rows NAME,...  only these rows of the table; 'list' prints their names
          --quick          small numbers: shows in seconds that everything works
          --runs N         runs of each command whose median counts
          --markdown       the table as Markdown, for the README
          --pitwall PATH   the program to measure, instead of the one beside this one
          --folder PATH    where the projects are made, instead of the temporary folder
        """

    private static let topics = ["graphs", "logs", "screens", "engine", "projects"]

    private(set) var topics: Set<String> = []
    private(set) var rows: [String] = []
    private(set) var isQuick = false
    private(set) var runs: Int?
    private(set) var printsMarkdown = false
    private(set) var program = Self.programFolder + "/pitwall"
    private(set) var folder = NSTemporaryDirectory()

    /// The folder of the running program, where a build puts the others too.
    private static var programFolder: String {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
    }

    init(_ arguments: [String]) throws {
        var left = arguments[...]
        while let word = left.popFirst() {
            switch word {
            case "--quick": isQuick = true
            case "--markdown": printsMarkdown = true
            case "--rows":
                rows += try Self.value(of: word, &left).split(separator: ",").map(String.init)
            case "--runs": runs = try Self.count(of: word, &left)
            case "--pitwall": program = Self.absolute(try Self.value(of: word, &left))
            case "--folder": folder = Self.absolute(try Self.value(of: word, &left))
            default:
                guard Self.topics.contains(word) else {
                    throw SpeedFailure("'\(word)' is not understood.\n\(Self.usage)")
                }
                topics.insert(word)
            }
        }
    }

    /// Whether a topic was named, or none was.
    func wants(_ topic: String) -> Bool {
        topics.isEmpty || topics.contains(topic)
    }

    private static func value(
        of option: String,
        _ left: inout ArraySlice<String>
    ) throws -> String {
        guard let value = left.popFirst() else {
            throw SpeedFailure("\(option) needs a value.\n\(usage)")
        }
        return value
    }

    private static func count(of option: String, _ left: inout ArraySlice<String>) throws -> Int {
        let text = try value(of: option, &left)
        guard let count = Int(text), count > 0 else {
            throw SpeedFailure("\(option) needs a number above 0, not '\(text)'.\n\(usage)")
        }
        return count
    }

    private static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).path
    }
}
