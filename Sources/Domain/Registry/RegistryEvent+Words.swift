extension RegistryEvent {
    /// The event as people read it.
    var words: EventWords {
        switch self {
        case .modelCreated(let name, _, _): EventWords(nil, name.text, "model registered")
        case .modelRenamed(let name, let new): EventWords(nil, name.text, "renamed '\(new)'")
        case .modelDescribed(let name, _): EventWords(nil, name.text, "described", .detail)
        case .modelTagged(let name, let tag):
            EventWords(nil, name.text, "tag \(tag.key) = \(tag.value)", .detail)
        case .modelUntagged(let name, let key):
            EventWords(nil, name.text, "tag \(key) taken away", .detail)
        case .modelDeleted(let name):
            EventWords(nil, name.text, "model deleted with its versions")
        case .versionCreated(let creation):
            EventWords(
                .done,
                "\(ModelVersionID(creation.model, creation.number))",
                "version registered"
                    + (creation.attempt.map { " by \($0.run) \($0.stage.short)" } ?? "")
            )
        case .versionDescribed(let id, _): EventWords(nil, "\(id)", "described", .detail)
        case .versionTagged(let id, let tag):
            EventWords(nil, "\(id)", "tag \(tag.key) = \(tag.value)", .detail)
        case .versionUntagged(let id, let key):
            EventWords(nil, "\(id)", "tag \(key) taken away", .detail)
        case .versionStaged(let id, let stage):
            EventWords(nil, "\(id)", "stage \(stage.rawValue)")
        case .versionDeleted(let id): EventWords(nil, "\(id)", "version deleted")
        case .aliasSet(let alias, let id, let before):
            EventWords(
                nil,
                "\(id)",
                "is @\(alias)" + (before.map { ", which was v\($0)" } ?? "")
            )
        case .aliasDropped(let name, let alias, let before):
            EventWords(nil, name.text, "@\(alias) taken away from v\(before)")
        }
    }
}
