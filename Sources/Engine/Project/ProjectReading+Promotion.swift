package import Domain
import Foundation
import Pipelines

extension ProjectReading {
    /// Who is who and what is protected, as `pitwall.yaml` says now.
    package func promotionRules() throws -> PromotionRules {
        try files.configuration().promotionRules
    }

    /// What is known of a version beside the one that an alias points to; throws for a version
    /// that is not there.
    package func evidence(
        of id: ModelVersionID,
        for alias: ModelAlias
    ) throws -> FrozenEvidence {
        guard let model = try model(id.model) else { throw Refusal.unknownModel(id.model) }
        guard let version = model.version(id.number) else { throw Refusal.unknownVersion(id) }
        let champion = model.version(of: alias).flatMap { $0.number == id.number ? nil : $0 }
        let (own, other) = (try making(of: version), try champion.map(making))
        let evidence = PromotionEvidence(
            candidate: own.origin,
            champion: other?.origin,
            metrics: Self.metrics(own.tracked, other?.tracked),
            parameters: Self.changes(own.parameters, other?.parameters ?? [:]),
            inputs: Self.changes(own.inputs, other?.inputs ?? [:]),
            authors: try authors(from: other?.origin.commit, to: own.origin.commit)
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return FrozenEvidence(
            evidence: evidence,
            hash: SHA256.digest(of: Array(try encoder.encode(evidence)))
        )
    }

    /// What made a version, as far as that is known.
    private struct Making {
        let origin: PromotionEvidence.Origin
        let tracked: TrackedRunSnapshot?
        let parameters: [String: String]
        let inputs: [String: String]
    }

    private func making(of version: ModelVersion) throws -> Making {
        let tracked = try version.run.flatMap { try trackedRun($0) }
        let attempt = version.attempt ?? tracked?.run.attempt
        let run = try attempt.flatMap { try self.run($0.run) }?.run
        let check = attempt.flatMap { run?.stage($0.stage)?.check }
        let entries = tracked?.run.parameters.entries ?? []
        let inputs = check?.inputs.map { ($0.path, $0.hash ?? "") } ?? []
        return Making(
            origin: PromotionEvidence.Origin(
                version: version.number,
                source: version.source,
                run: version.run,
                runName: tracked?.run.name,
                attempt: attempt,
                commit: run?.commit
            ),
            tracked: tracked,
            parameters: Dictionary(
                entries.map { ($0.key.text, $0.value) },
                uniquingKeysWith: { $1 }
            ),
            inputs: Dictionary(inputs, uniquingKeysWith: { $1 })
        )
    }

    /// The newest values of all metrics that one of them has and JSON can hold.
    private static func metrics(
        _ own: TrackedRunSnapshot?,
        _ champion: TrackedRunSnapshot?
    ) -> [PromotionEvidence.Metric] {
        func values(_ run: TrackedRunSnapshot?) -> [TrackingKey: Double] {
            let points = (run?.metrics ?? []).filter(\.value.isFinite)
            return Dictionary(points.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        }
        let (own, champion) = (values(own), values(champion))
        return Set(own.keys).union(champion.keys).sorted().map { key in
            PromotionEvidence.Metric(key: key, candidate: own[key], champion: champion[key])
        }
    }

    private static func changes(
        _ own: [String: String],
        _ champion: [String: String]
    ) -> [PromotionEvidence.Change] {
        Set(own.keys).union(champion.keys).sorted().compactMap { name in
            own[name] == champion[name]
                ? nil : .init(name: name, champion: champion[name], candidate: own[name])
        }
    }

    /// Who wrote the commits after the champion's, up to a version's own.
    private func authors(from champion: String?, to commit: String?) throws -> [String] {
        guard let commit, GitFolder(holding: root) != nil else { return [] }
        return try GitAuthors.emails(
            from: champion,
            to: commit,
            root: root,
            environment: environment
        )
    }
}

/// Who wrote the commits of the repository that holds a project.
enum GitAuthors {
    private static let timeout = Duration.seconds(20)
    private static let limit = 4 << 20
    /// Commits that are looked at, at most.
    private static let mostCommits = 1_000

    /// The addresses of the authors of commits, each once, in order; without a first commit of the
    /// last one alone.
    static func emails(
        from first: String?,
        to last: String,
        root: String,
        environment: [EnvironmentEntry]
    ) throws -> [String] {
        guard isHash(last), first.map(isHash) ?? true else { return [] }
        let range = first.map { "-n \(mostCommits) \($0)..\(last)" } ?? "-n 1 \(last)"
        let git = ShellSecretCommand(environment: environment, timeout: timeout)
        let bytes = try git.output(
            of: "git -c core.fsmonitor=false log --format=%ae \(range) --",
            in: root,
            limit: limit
        )
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return Set(lines.map(String.init)).sorted()
    }

    /// Nothing else is put on git's command line.
    private static func isHash(_ text: String) -> Bool {
        (7...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (97...102).contains(byte)
            }
    }
}
