import Domain

/// What a stage was run with and what came out, under the names DVC's run cache gives it.
struct RunRecord {
    /// Says what it was run with, and what it makes.
    let key: String
    /// Says what came out as well.
    let value: String
    let entry: LockEntry

    /// Names an entry; nil where it says too little, or in a way that DVC could not name.
    init?(_ entry: LockEntry) {
        let items = entry.dependencies + entry.outputs
        guard !entry.outputs.isEmpty, items.allSatisfy({ $0.content != nil }),
            let members = Self.withoutSizes(entry.value).members,
            let value = PythonJSON.text(of: .mapping(members)),
            let key = Self.key(of: members, outputs: entry.outputs.map(\.path))
        else { return nil }
        self.entry = entry
        self.value = SHA256.digest(of: value)
        self.key = key
    }

    /// The key of a stage that would run with these inputs; `outputs` are its paths, sorted.
    static func key(of inputs: LockEntry, outputs: [String]) -> String? {
        guard inputs.dependencies.allSatisfy({ $0.content != nil }) else { return nil }
        return withoutSizes(inputs.value).members.flatMap { key(of: $0, outputs: outputs) }
    }

    private static func key(
        of members: [ParameterValue.Member],
        outputs: [String]
    ) -> String? {
        let paths = ParameterValue.Member("outs", .list(outputs.map { .text($0) }))
        let inputs = members.filter { $0.key != .text("outs") }
        return PythonJSON.text(of: .mapping(inputs + [paths])).map(SHA256.digest)
    }

    /// What DVC leaves out of its names, also inside of parameters.
    private static func withoutSizes(_ value: ParameterValue) -> ParameterValue {
        switch value {
        case .mapping(let members):
            .mapping(
                members.filter { ![.text("size"), .text("nfiles")].contains($0.key) }.map {
                    .init(key: $0.key, value: withoutSizes($0.value))
                }
            )
        case .list(let items): .list(items.map(withoutSizes))
        case .null, .bool, .integer, .bigInteger, .float, .text: value
        }
    }
}

extension ParameterValue {
    fileprivate var members: [Member]? {
        guard case .mapping(let members) = self else { return nil }
        return members
    }
}
