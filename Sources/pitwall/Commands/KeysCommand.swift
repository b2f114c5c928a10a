import ArgumentParser
import Dashboard
import Foundation
import Terminal

/// `pitwall keys`: the action table.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Print every key of the dashboard and what it does."
    )

    @OptionGroup var output: OutputOptions

    fileprivate struct Row: Encodable {
        let action: String
        let menu: String?
        let keys: [String]
        let label: String
        let help: String
    }

    func run() throws {
        let rows = ActionTable.entries.map { entry in
            let menu: String? =
                switch entry.scope {
                case .everywhere: nil
                case .runMenu: "run"
                case .actMenu: "act"
                case .replay: "replay"
                }
            return Row(
                action: entry.action.rawValue,
                menu: menu,
                keys: entry.keys.map(\.description),
                label: entry.label.string,
                help: entry.help.string
            )
        }
        if output.json { return try Output.json(rows) }
        let width = rows.map { $0.keyText.count }.max() ?? 0
        for row in rows {
            let keys = row.keyText.padding(toLength: width, withPad: " ", startingAt: 0)
            Output.line("\(keys)  \(row.action): \(row.help)")
        }
    }
}

extension KeysCommand.Row {
    fileprivate var keyText: String {
        let prefix = ["run": "r ", "act": "a "][menu ?? ""] ?? ""
        return prefix + keys.joined(separator: " ")
    }
}
