/// The stages of a pipeline with each fan-out made one node.
///
/// DVC names the members of a `foreach` or `matrix` stage `base@key`; two or more members of one
/// base become one node. Where that would close a cycle, because members wait for each other by
/// way of other stages, the fan-outs on that cycle stay unfolded.
package struct GraphFolding: Hashable, Sendable {
    /// A node of the folded graph.
    package struct Group: Hashable, Sendable {
        /// The name of the stage, or of the whole fan-out without its members' keys.
        package let name: String

        /// The stages it stands for, in declared order; one for a stage of its own.
        package let members: [Int]

        package var isFanOut: Bool { members.count > 1 }
    }

    package let groups: [Group]

    /// The edges between groups, each once.
    package let edges: [GraphEdge]

    /// The group of each stage.
    package let groupOf: [Int]

    /// Folds stages; fan-outs whose bases are in `unfolded` are left as they are.
    package init(names: [String], edges: [GraphEdge], unfolded: Set<String> = []) {
        var unfolded = Set(unfolded.map { Array($0.utf8) })
        while true {
            let (groups, groupOf) = GraphFolding.group(names, unfolded)
            let folded = GraphFolding.fold(edges, groupOf)
            let knotted = GraphFolding.onCycles(count: groups.count, folded)
                .filter { groups[$0].isFanOut }
            guard !knotted.isEmpty else {
                self.groups = groups
                self.groupOf = groupOf
                self.edges = folded
                return
            }
            for group in knotted { unfolded.insert(Array(groups[group].name.utf8)) }
        }
    }

    /// The part of a stage's name before its member's key; `nil` when it is not a member.
    ///
    /// An address such as `a@b/dvc.yaml:train@large` is read after its last colon.
    package static func base(of name: String) -> String? {
        let bytes = Array(name.utf8)
        let start = (bytes.lastIndex(of: UInt8(ascii: ":")) ?? -1) + 1
        guard let sign = bytes[start...].firstIndex(of: UInt8(ascii: "@")), sign > start else {
            return nil
        }
        return String(decoding: bytes[..<sign], as: UTF8.self)
    }

    private static func group(
        _ names: [String],
        _ unfolded: Set<[UInt8]>
    ) -> (groups: [Group], groupOf: [Int]) {
        let bases = names.map { name in
            base(of: name).flatMap { unfolded.contains(Array($0.utf8)) ? nil : Array($0.utf8) }
        }
        var sizes: [[UInt8]: Int] = [:]
        for base in bases { if let base { sizes[base, default: 0] += 1 } }
        var members: [(name: String, stages: [Int])] = []
        var known: [[UInt8]: Int] = [:]
        var groupOf: [Int] = []
        for (stage, name) in names.enumerated() {
            if let base = bases[stage], sizes[base, default: 0] > 1 {
                if let group = known[base] {
                    members[group].stages.append(stage)
                    groupOf.append(group)
                    continue
                }
                known[base] = members.count
                members.append((String(decoding: base, as: UTF8.self), [stage]))
            } else {
                members.append((name, [stage]))
            }
            groupOf.append(members.count - 1)
        }
        return (members.map { Group(name: $0.name, members: $0.stages) }, groupOf)
    }

    private static func fold(_ edges: [GraphEdge], _ groupOf: [Int]) -> [GraphEdge] {
        var seen = Set<GraphEdge>()
        return edges.compactMap { edge in
            guard groupOf.indices.contains(edge.from), groupOf.indices.contains(edge.to) else {
                return nil
            }
            let folded = GraphEdge(from: groupOf[edge.from], to: groupOf[edge.to])
            return folded.from != folded.to && seen.insert(folded).inserted ? folded : nil
        }
    }

    /// The groups that are on a cycle or between two cycles.
    private static func onCycles(count: Int, _ edges: [GraphEdge]) -> [Int] {
        let out = Incidence(count: count, pairs: edges.lazy.map { ($0.from, $0.to) })
        let into = Incidence(count: count, pairs: edges.lazy.map { ($0.to, $0.from) })
        var isFree = [Bool](repeating: false, count: count)
        for (ahead, back) in [(out, into), (into, out)] {
            var waits = (0..<count).map { group in back[group].count { !isFree[$0] } }
            var ready = (0..<count).filter { waits[$0] == 0 && !isFree[$0] }
            while let group = ready.popLast() {
                isFree[group] = true
                for next in ahead[group] where !isFree[next] {
                    waits[next] -= 1
                    if waits[next] == 0 { ready.append(next) }
                }
            }
        }
        return (0..<count).filter { !isFree[$0] }
    }
}
