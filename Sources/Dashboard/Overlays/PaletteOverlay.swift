package import Terminal

/// All actions by name; what does not apply is dim, with its reason.
package struct PaletteOverlay: Sendable {
    package var field = TextField(placeholder: "Part of a name, such as step or undo")
    package var cursor = 0

    package init() {}

    /// The entries that hold all words typed, those whose name begins so first; without words
    /// the places, then what can be done now, the most needed first.
    func entries(_ model: Model) -> [ActionEntry] {
        let words = field.text.lowercased().split(separator: " ")
        guard let first = words.first else { return suggestions(model) }
        let matching = ActionTable.entries.filter { entry in
            let text = "\(entry.action.rawValue) \(entry.label.string) \(entry.help.string)"
                .lowercased()
            return words.allSatisfy { text.contains($0) }
        }
        let leading = matching.filter { $0.action.rawValue.hasPrefix(first) }
        return leading + matching.filter { !$0.action.rawValue.hasPrefix(first) }
    }

    private func suggestions(_ model: Model) -> [ActionEntry] {
        let places: [Action] = [.overview, .pipeline, .activity]
        let ranked = ActionTable.entries.enumerated().map { index, entry in
            let isPossible = Dispatch.availability(of: entry.action, in: model) == .yes
            let rank = places.contains(entry.action) ? 20 : entry.priority + (isPossible ? 10 : 0)
            return (rank: rank, index: index, entry: entry)
        }
        return ranked.sorted { ($1.rank, $0.index) < ($0.rank, $1.index) }.map(\.entry)
    }
}
