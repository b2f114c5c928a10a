package import Terminal

/// Which key does what, after the settings file had its say.
package struct KeyMap: Sendable {
    /// A mistake in the settings' `keys`.
    package struct Mistake: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    private var actions: [ActionEntry.Scope: [Key: Action]] = [:]
    private var keys: [Action: [Key]] = [:]

    /// The table's own keys.
    package init() {
        for entry in ActionTable.entries { bind(entry, to: entry.keys) }
    }

    /// The table's keys with the settings' changes; an empty list leaves an action without a key.
    ///
    /// Fails with all mistakes: unknown actions, unknown keys, and keys that would mean two things.
    package init(changes: [(action: String, keys: [String])]) throws(KeyMapMistakes) {
        self.init()
        var mistakes: [Mistake] = []
        var changed: [Action: [Key]] = [:]
        for change in changes {
            guard let action = Action(rawValue: change.action) else {
                mistakes.append(Mistake(description: "there is no action '\(change.action)'"))
                continue
            }
            changed[action] = change.keys.compactMap { text in
                if let key = Key(parsing: text) { return key }
                mistakes.append(
                    Mistake(description: "'\(text)' is not a key (action '\(change.action)')")
                )
                return nil
            }
        }
        actions = [:]
        keys = [:]
        for entry in ActionTable.entries {
            for key in changed[entry.action] ?? entry.keys {
                if let other = actions[entry.scope]?[key] {
                    mistakes.append(
                        Mistake(
                            description: "key '\(key)' would mean both '\(other.rawValue)' and "
                                + "'\(entry.action.rawValue)'"
                        )
                    )
                }
            }
            bind(entry, to: changed[entry.action] ?? entry.keys)
        }
        if !mistakes.isEmpty { throw KeyMapMistakes(mistakes: mistakes) }
    }

    /// What a key does on screens.
    package func action(for key: Key, in scope: ActionEntry.Scope = .everywhere) -> Action? {
        actions[scope]?[key]
    }

    /// The keys of an action, the one to show first.
    package func keys(of action: Action) -> [Key] { keys[action] ?? [] }

    private mutating func bind(_ entry: ActionEntry, to bound: [Key]) {
        keys[entry.action] = bound
        for key in bound { actions[entry.scope, default: [:]][key] = entry.action }
    }
}

/// All mistakes of the settings' `keys` at once.
package struct KeyMapMistakes: Error, Hashable, Sendable, CustomStringConvertible {
    package let mistakes: [KeyMap.Mistake]

    package var description: String {
        mistakes.map(\.description).joined(separator: "\n")
    }
}
