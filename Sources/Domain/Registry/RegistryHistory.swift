package import Foundation

/// What happened to the registered models, and how they stood after each of it.
package struct RegistryHistory: Sendable {
    /// Entries of the model registry, oldest first.
    package private(set) var entries: [JournalEntry] = []

    package init() {}

    /// Goes on by entries that came later; those of other things are left out.
    package mutating func append(_ later: [JournalEntry]) {
        let last = entries.last?.position ?? .start
        entries += later.filter { $0.event.isOfRegistry && $0.position > last }
    }

    /// How many entries there were up to a moment.
    package func count(until date: Date) -> Int {
        entries.lastIndex { $0.at <= date }.map { $0 + 1 } ?? 0
    }

    /// The models as they stood after the first entries, in the order of their names.
    package func models(after count: Int) -> [RegisteredModel] {
        var state = RegistryState()
        for entry in entries.prefix(count) {
            guard case .registry(let event) = entry.event else { continue }
            state.apply(event, by: entry.actor, at: entry.at)
        }
        return state.list
    }

    /// The entry that made an alias point to where it pointed after the first entries.
    package func decision(
        on alias: ModelAlias,
        of model: ModelName,
        after count: Int? = nil
    ) -> JournalEntry? {
        var name = model
        for entry in entries.prefix(count ?? entries.count).reversed() {
            guard case .registry(let event) = entry.event else { continue }
            switch event {
            case .aliasSet(alias, let id, _) where id.model == name: return entry
            case .modelRenamed(let old, let new) where new == name: name = old
            case .modelCreated(name, _, _): return nil
            default: continue
            }
        }
        return nil
    }

    /// The version that others are measured by: that of `@production`, else of the alias that was
    /// set last; nil for a model without aliases.
    package func champion(of model: RegisteredModel, after count: Int? = nil) -> ModelVersion? {
        if let version = model.version(of: .production) { return version }
        let newest = model.aliases.max { left, right in
            let positions = [left, right].map {
                decision(on: $0.name, of: model.name, after: count)?.position ?? .start
            }
            return positions[0] < positions[1]
        }
        return newest.flatMap { model.version($0.number) }
    }
}

extension ModelAlias {
    /// The alias of the version that is in use.
    package static let production = ModelAlias("production")
}

extension Event {
    /// Whether it changed registered models.
    fileprivate var isOfRegistry: Bool {
        if case .registry = self { true } else { false }
    }
}

extension Reading {
    /// Entries about registered models after a position, oldest first.
    package func registryEntries(after position: Position = .start) throws -> [JournalEntry] {
        let page = 5_000
        var entries: [JournalEntry] = []
        var query = ActivityQuery(topic: .models, after: position, limit: page)
        while true {
            let older = try activity(query)
            entries += older
            guard older.count == page, let last = older.last else { break }
            query.before = last.position
        }
        return entries.reversed()
    }

    /// All that happened to registered models.
    package func registryHistory() throws -> RegistryHistory {
        var history = RegistryHistory()
        history.append(try registryEntries())
        return history
    }
}
