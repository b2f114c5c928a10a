import Dashboard
import Foundation
import Terminal
import Testing

@Suite("The page Keys of the documentation")
struct KeysPageTests {
    private static let head = "| key | action | what it does |"

    /// The rows of the page's tables, without heads and rules.
    private let rows: [String]

    init() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Sources/pitwall/Documentation.docc/Keys.md").standardized
        let lines = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "\n")
        rows = lines.filter { line in
            line.hasPrefix("| ") && line != Self.head
        }
    }

    @Test("has every action with its keys and its sentence", arguments: Action.allCases)
    func complete(action: Action) {
        let row = Self.row(of: ActionTable.entry(of: action))
        #expect(rows.contains(row), "Keys.md lacks this row: \(row)")
    }

    @Test("has nothing that is not in the action table")
    func current() {
        let known = Set(ActionTable.entries.map(Self.row))
        for row in rows { #expect(known.contains(row), "Keys.md has a row too many: \(row)") }
        #expect(Set(rows).count == rows.count)
    }

    /// An entry as the page writes it.
    private static func row(of entry: ActionEntry) -> String {
        let keys = entry.keys.map { "`\($0)`" }.joined(separator: " ")
        return "| \(keys) | `\(entry.action.rawValue)` | \(entry.help.string) |"
    }
}
