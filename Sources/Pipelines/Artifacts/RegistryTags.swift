package import Domain

/// What the tags of a git repository register, as the `gto` tool writes them.
///
/// `net@v1.2.0` registers a version of `net`, `net#prod#3` assigns the version of the same commit
/// to a stage, `net@v1.2.0!` and `net#prod!#4` take that back, `net@deprecated` ends the whole
/// entry. The numbers count an artifact's acts. In a tag's name a folder ends with `=`:
/// `models=net`.
package struct RegistryTags: Sendable {
    /// A tag and the commit it stands at.
    package struct Tag: Hashable, Sendable {
        package let name: String
        package let commit: String

        package init(name: String, commit: String) {
            self.name = name
            self.commit = commit
        }
    }

    /// An act on a stage of an artifact.
    private struct Act {
        let stage: String
        let number: Int
        let isEnd: Bool
        let commit: String
    }

    private var versions: [String: [(name: String, number: [Int], commit: String)]] = [:]
    private var ended: [String: Set<String>] = [:]
    private var acts: [String: [Act]] = [:]
    private var deprecated: Set<String> = []

    /// Takes all tags of a repository; those that mean something else are left out.
    package init(_ tags: [Tag]) {
        for tag in tags { take(tag) }
    }

    /// The versions of an artifact, the newest first.
    package func versions(of artifact: String) -> [Artifact.Version] {
        let name = Self.tagName(of: artifact)
        let registered = (versions[name] ?? [])
            .filter { !(ended[name]?.contains($0.name) ?? false) }
            .sorted { $1.number.lexicographicallyPrecedes($0.number) }
        let places = stages(of: name, at: Set(registered.map(\.commit)))
        return registered.map { version in
            let stages = places.filter { $0.value == version.commit }.map(\.key)
            let sorted = stages.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            return Artifact.Version(name: version.name, commit: version.commit, stages: sorted)
        }
    }

    /// Whether an artifact's entry was ended as a whole.
    package func isDeprecated(_ artifact: String) -> Bool {
        deprecated.contains(Self.tagName(of: artifact))
    }

    /// The commit each stage is at: the one assigned last among those that still are.
    private func stages(of name: String, at commits: Set<String>) -> [String: String] {
        var assigned: [String: [String: Int]] = [:]
        for act in (acts[name] ?? []).sorted(by: { $0.number < $1.number }) {
            assigned[act.stage, default: [:]][act.commit] = act.isEnd ? nil : act.number
        }
        return assigned.compactMapValues { numbers in
            numbers.filter { commits.contains($0.key) }.max { $0.value < $1.value }?.key
        }
    }

    private static func tagName(of artifact: String) -> String {
        String(artifact.map { $0 == ":" ? "=" : $0 })
    }

    // MARK: - Reading names

    private mutating func take(_ tag: Tag) {
        if let mark = tag.name.firstIndex(of: "#") {
            takeAct(String(tag.name[..<mark]), tag.name[tag.name.index(after: mark)...], tag.commit)
        } else if let mark = tag.name.lastIndex(of: "@") {
            let version = tag.name[tag.name.index(after: mark)...]
            takeVersion(String(tag.name[..<mark]), String(version), tag.commit)
        }
    }

    private mutating func takeVersion(_ name: String, _ version: String, _ commit: String) {
        if version == "deprecated" {
            deprecated.insert(name)
        } else if version.hasSuffix("!"), Self.number(of: version.dropLast()) != nil {
            ended[name, default: []].insert(String(version.dropLast()))
        } else if let number = Self.number(of: version[...]) {
            versions[name, default: []].append((version, number, commit))
        }
    }

    private mutating func takeAct(_ name: String, _ rest: Substring, _ commit: String) {
        let parts = rest.split(separator: "#", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[1]), number >= 0 else { return }
        let isEnd = parts[0].hasSuffix("!")
        let stage = String(isEnd ? parts[0].dropLast() : parts[0])
        guard !stage.isEmpty else { return }
        let act = Act(stage: stage, number: number, isEnd: isEnd, commit: commit)
        acts[name, default: []].append(act)
    }

    /// The three numbers of `v1.2.0`; nil for anything else.
    private static func number(of version: Substring) -> [Int]? {
        guard version.first == "v" else { return nil }
        let parts = version.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
        }
        return parts.count == 3 && numbers.count == 3 ? numbers : nil
    }
}
