package import Terminal

/// All actions by name; what does not apply is dim, with its reason.
package struct PaletteOverlay: Sendable {
    package var field = TextField(placeholder: "Part of a name, such as step or undo")
    package var cursor = 0

    package init() {}

    /// The entries that hold all words typed, those whose name begins so first; without words
    /// those that are needed most come first.
    var entries: [ActionEntry] {
        let words = field.text.lowercased().split(separator: " ")
        let matching = ActionTable.entries.filter { entry in
            let text = "\(entry.action.rawValue) \(entry.label.string) \(entry.help.string)"
                .lowercased()
            return words.allSatisfy { text.contains($0) }
        }
        guard let first = words.first else {
            return matching.enumerated()
                .sorted { ($1.element.priority, $0.offset) < ($0.element.priority, $1.offset) }
                .map(\.element)
        }
        let leading = matching.filter { $0.action.rawValue.hasPrefix(first) }
        return leading + matching.filter { !$0.action.rawValue.hasPrefix(first) }
    }
}
