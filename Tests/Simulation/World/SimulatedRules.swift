import Domain

/// What protects the aliases of the simulated models, and what is known of their versions.
enum SimulatedRules {
    /// One model needs another person, one any two people, and one nobody.
    static let all = PromotionRules(
        people: ["ana", "ben", "cem"].map { Person(name: PersonName($0), user: $0) },
        policies: [
            "model-0": PromotionPolicy(
                approvers: ["ana", "ben"],
                fourEyes: true,
                expiry: 3_600,
                grace: 10
            ),
            "model-1": PromotionPolicy(approvals: 2, grace: 0),
        ]
    )

    /// Evidence that is another one as soon as the alias points elsewhere; nil for a version that
    /// is not there.
    static func evidence(
        of id: ModelVersionID,
        for alias: ModelAlias,
        in registry: RegistryState
    ) -> FrozenEvidence? {
        guard let model = registry.model(id.model), let version = model.version(id.number) else {
            return nil
        }
        let origin = { (version: ModelVersion) in
            PromotionEvidence.Origin(version: version.number, source: version.source)
        }
        let champion = model.version(of: alias)
        let evidence = PromotionEvidence(
            candidate: origin(version),
            champion: champion.map(origin)
        )
        return FrozenEvidence(evidence: evidence, hash: "\(id) for v\(champion?.number ?? 0)")
    }
}
